import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CPU_TYPE_NAMES, type Vmm, VMMS } from "@cocoon/protocol/launch";
import { UsageError } from "./usage-error.ts";

export const USAGE = `Usage: npm run -s measure -w infra -- --ovmf FILE --vcpus N[,N…] --cpu TYPE[,TYPE…] [options]

Predicts the MEASUREMENT that AMD SEV-SNP reports for a guest that is started so: firmware, kernel, initial RAM disk,
command line, number and type of processors. Prints the digest in hex, or a line for each processor count and type when
there are several.

  --ovmf FILE            the firmware: an OVMF image built for SEV-SNP
  --kernel FILE          the kernel that QEMU is given (kernel-hashes=on); without one the guest boots from its disk
  --initrd FILE          its initial RAM disk
  --cmdline TEXT         its command line, exactly as -append gives it; empty by default
  --vcpus N[,N…]         numbers of virtual processors
  --cpu TYPE[,TYPE…]     QEMU's -cpu names; EPYC-v4 serves hosts of every product
  --vmm NAME             who starts the guest: ${VMMS.join(", ")}; qemu by default
  --guest-features HEX   SEV_FEATURES, 0x1 by default; 0x21 with debug swap
  --json                 print one JSON object
  -h, --help             this text

Memory size, disks, devices, HOST_DATA and the guest policy are in no digest.
Exit codes: 0 done, 2 wrong command line or a file that can't be used.
`;

export interface MeasureArguments {
  /** Absolute paths. */
  readonly ovmf: string;
  readonly kernel: string | null;
  readonly initrd: string | null;
  readonly cmdline: string;
  readonly vcpus: readonly number[];
  /** QEMU's names. */
  readonly cpus: readonly string[];
  readonly vmm: Vmm;
  readonly guestFeatures: bigint;
  readonly json: boolean;
}

/**
 * @param cwd what relative paths start from: the folder the person stood in
 * @returns null when asked for help
 * @throws UsageError
 */
export function readMeasureArguments(args: readonly string[], cwd: string): MeasureArguments | null {
  const values = parse(args);
  if (values.help) return null;
  const path = (name: "ovmf" | "kernel" | "initrd") =>
    values[name] === undefined ? null : resolve(cwd, values[name]);
  const [kernel, initrd] = [path("kernel"), path("initrd")];
  if (kernel === null && (initrd !== null || values.cmdline !== undefined))
    throw new UsageError("--initrd and --cmdline go with --kernel: without a kernel nothing measures them.");
  return {
    ovmf: path("ovmf") ?? missing("--ovmf", "a firmware image"),
    kernel,
    initrd,
    cmdline: values.cmdline ?? "",
    vcpus: listOf(values.vcpus, "--vcpus", "numbers of processors, such as 4,8").map(vcpusOf),
    cpus: listOf(values.cpu, "--cpu", "processor types, such as EPYC-v4").map(cpuOf),
    vmm: vmmOf(values.vmm ?? "qemu"),
    guestFeatures: featuresOf(values["guest-features"] ?? "0x1"),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ovmf: { type: "string" },
        kernel: { type: "string" },
        initrd: { type: "string" },
        cmdline: { type: "string" },
        vcpus: { type: "string" },
        cpu: { type: "string" },
        vmm: { type: "string" },
        "guest-features": { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new UsageError(`${reason.replace(/\.$/, "")}; see --help.`);
  }
}

function missing(option: string, what: string): never {
  throw new UsageError(`${option} is missing: it takes ${what}; see --help.`);
}

const listOf = (text: string | undefined, option: string, what: string): string[] =>
  text === undefined ? missing(option, what) : [...new Set(text.split(","))];

function vcpusOf(text: string): number {
  const vcpus = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : 0;
  if (vcpus < 1 || vcpus > 1024)
    throw new UsageError(`--vcpus takes whole numbers from 1 to 1024, not "${text.slice(0, 32)}".`);
  return vcpus;
}

function cpuOf(name: string): string {
  if (CPU_TYPE_NAMES.includes(name)) return name;
  throw new UsageError(
    `There is no processor type "${name.slice(0, 32)}"; --cpu takes ${CPU_TYPE_NAMES.join(", ")}.`,
  );
}

function vmmOf(name: string): Vmm {
  const vmm = VMMS.find((known) => known === name);
  if (vmm) return vmm;
  throw new UsageError(`There is no VMM "${name.slice(0, 32)}"; --vmm takes ${VMMS.join(", ")}.`);
}

function featuresOf(text: string): bigint {
  if (/^0x[0-9a-fA-F]{1,16}$/.test(text)) return BigInt(text);
  throw new UsageError("--guest-features takes 64 bits in hex, such as 0x1.");
}
