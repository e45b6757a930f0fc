import { MalformedError, sha256, toHex } from "@cocoon/protocol/bytes";
import { cpuSignatureOf, type DirectBoot, launchDigest, readFirmware } from "@cocoon/protocol/launch";
import { readWhole } from "./files.ts";
import type { MeasureArguments } from "./measure-arguments.ts";
import { UsageError } from "./usage-error.ts";

const MIB = 1024 * 1024;
const FIRMWARE_LIMIT_BYTES = 16 * MIB;
const BOOT_FILE_LIMIT_BYTES = 1024 * MIB;

/** One launch of an image; the form that a reference-value manifest lists (SPEC 10.2). */
export interface Measured {
  readonly vcpus: number;
  readonly cpu: string;
  /** 48 bytes in hex. */
  readonly digest: string;
}

/** One for each number of processors and each type. @throws UsageError for files that can't be used */
export function measureAll(options: MeasureArguments): Measured[] {
  const { ovmf, vmm, guestFeatures } = options;
  try {
    const firmware = readFirmware(readWhole("an OVMF image", ovmf, FIRMWARE_LIMIT_BYTES));
    const boot = bootOf(options);
    return options.vcpus.flatMap((vcpus) =>
      options.cpus.map((cpu) => {
        const cpuSignature = cpuSignatureOf(cpu) as number;
        const launch = { firmware, boot, vmm, vcpus, cpuSignature, guestFeatures };
        return { vcpus, cpu, digest: toHex(launchDigest(launch)) };
      }),
    );
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new UsageError(`${ovmf} can't be used: ${error.message}.`);
  }
}

function bootOf({ kernel, initrd, cmdline }: MeasureArguments): DirectBoot | null {
  if (kernel === null) return null;
  return {
    kernel: sha256(readWhole("a kernel", kernel, BOOT_FILE_LIMIT_BYTES)),
    initrd: sha256(
      initrd === null ? new Uint8Array() : readWhole("a RAM disk", initrd, BOOT_FILE_LIMIT_BYTES),
    ),
    cmdline,
  };
}
