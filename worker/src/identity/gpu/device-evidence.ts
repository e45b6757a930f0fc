import { concatBytes, u8, u32 } from "@cocoon/protocol/bytes";
import type { GpuEvidence } from "./gpu-attester.ts";

const part = (bytes: Uint8Array): Uint8Array => concatBytes(u32(bytes.length), bytes);

/**
 * Device evidence as it travels in the bundle (SPEC 3.9): `u8 GPUs`, and for each of them `u32 length ‖ report`,
 * `u8 certificates` and for each `u32 length ‖ DER`.
 */
export const encodeDeviceEvidence = (gpus: readonly GpuEvidence[]): Uint8Array<ArrayBuffer> =>
  concatBytes(
    u8(gpus.length),
    ...gpus.flatMap(({ report, chain }) => [part(report), u8(chain.length), ...chain.map(part)]),
  );
