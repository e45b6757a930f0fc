export { CPU_TYPE_NAMES, cpuSignatureOf } from "./cpu-types.ts";
export {
  type Firmware,
  type FirmwareSection,
  readFirmware,
  readFirmwareMetadata,
  type SectionKind,
} from "./firmware.ts";
export { encodeIdBlock, type IdBlock, idKeyDigest, parseIdBlock } from "./id-block.ts";
export type { DirectBoot } from "./kernel-hashes.ts";
export { type Launch, launchDigest } from "./launch-digest.ts";
export { type Vmm, VMMS } from "./vmsa.ts";
