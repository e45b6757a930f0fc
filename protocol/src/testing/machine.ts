import type { CpuId } from "../attestation/products.ts";
import type { FirmwareVersion } from "../attestation/report.ts";
import type { Tcb } from "../attestation/tcb.ts";
import { concatBytes, fromHex, label, sha256, u32, utf8 } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The lines that a policy accepts; no worker of another needs to be simulated. */
export type SimulatedProduct = "Genoa" | "Turin";
export const SIMULATED_PRODUCTS = ["Genoa", "Turin"] as const satisfies readonly SimulatedProduct[];

/** What a simulated machine states in its reports. */
export interface SimulatedMachine {
  readonly cpuId: CpuId;
  readonly tcb: Tcb;
  readonly firmware: FirmwareVersion;
  /** Raw, as the report has it. */
  readonly guestPolicy: bigint;
  readonly platformInfo: bigint;
  readonly vmpl: number;
  /** 48 bytes. */
  readonly measurement: Bytes;
  /** 32 bytes. */
  readonly hostData: Bytes;
}

const spread = (name: string, what: string, length: number): Bytes =>
  concatBytes(
    ...[0, 1].map((block) => sha256(label(`cocoon/v1 simulated ${what}`), u32(block), utf8(name))),
  ).slice(0, length);

/** The launch digest of every simulated worker: no image has it. */
export const SIMULATED_MEASUREMENT: Bytes = spread("", "measurement", 48);

/** CHIP_ID of the machine that a worker of this name stands for, 64 bytes: a restart keeps it. */
export const chipOf = (workerName: string): Bytes => spread(workerName, "chip", 64);

const MINIMAL_POLICY = 0x3_0000n;
const SMT_ECC_ALIAS_CHECK = 0x25n;

/** A machine that meets every demand of the production policy, but for what stands behind it. */
export const healthyMachine = (product: SimulatedProduct): SimulatedMachine => ({
  ...(product === "Genoa" ? GENOA : TURIN),
  guestPolicy: MINIMAL_POLICY,
  platformInfo: SMT_ECC_ALIAS_CHECK,
  vmpl: 0,
  measurement: SIMULATED_MEASUREMENT,
  hostData: fromHex("00".repeat(32)),
});

const GENOA = {
  cpuId: { family: 0x19, model: 0x11, stepping: 1 },
  tcb: { fmc: 0, bootloader: 10, tee: 0, snp: 27, microcode: 84 },
  firmware: { major: 1, minor: 55, build: 40 },
};

const TURIN = {
  cpuId: { family: 0x1a, model: 0x02, stepping: 1 },
  tcb: { fmc: 1, bootloader: 1, tee: 1, snp: 4, microcode: 82 },
  firmware: { major: 1, minor: 58, build: 1 },
};
