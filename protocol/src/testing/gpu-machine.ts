import { FIELD } from "../attestation/gpu/report.ts";
import type { GpuArchitecture } from "../attestation/index.ts";
import { concatBytes, label, sha256, toHex, u32, utf8 } from "../bytes/index.ts";
import type { GpuReferenceValue } from "../reference-values/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a SIMULATED device states in its reports and in its certificates. */
export interface SimulatedDevice {
  /** What its own two certificates are named by: another than a GPU's makes it something else. */
  readonly architecture: GpuArchitecture | "LS_10";
  readonly driver: string;
  /** In the eight bytes of SPEC 3.13. */
  readonly vbios: Bytes;
  /** Digests of 48 bytes by the number of their block. */
  readonly measurements: ReadonlyMap<number, Bytes>;
  /** FWID of the report, null for none; the certificate is always for {@link SIMULATED_FWID}. */
  readonly fwid: Bytes | null;
  /** Further opaque fields by their type. */
  readonly fields: ReadonlyMap<number, Bytes>;
}

/** Real ones have 64; these go beyond the last that is looked at by its number. */
const BLOCKS = 40;

const digest = (what: string, number: number): Bytes =>
  concatBytes(
    ...[0, 1].map((half) => sha256(label("cocoon/v1 simulated gpu"), u32(number), u32(half), utf8(what))),
  ).slice(0, 48);

/** The firmware of every simulated GPU: no GPU has it. */
export const SIMULATED_FWID = digest("fwid", 0);

/** A GPU that meets every demand of the production policy, but for what stands behind it. */
export const healthyGpu = (): SimulatedDevice => ({
  architecture: "GH100",
  driver: "SIMULATED",
  vbios: new Uint8Array([0, 0, 0, 0x96, 1, 0, 0, 0]),
  measurements: new Map(Array.from({ length: BLOCKS }, (_, i) => [i + 1, digest("measurement", i + 1)])),
  fwid: SIMULATED_FWID,
  // Their decoder is off and their links are encrypted, as is usual in confidential mode.
  fields: new Map([
    [FIELD.nvdec0, new Uint8Array([0x55])],
    [FIELD.protectedPcie, new Uint8Array([0x55])],
  ]),
});

/** What reference values say of {@link healthyGpu}. */
export const simulatedGpuValue = (): GpuReferenceValue => ({
  architecture: "GH100",
  driver: "SIMULATED",
  vbios: "96.00.00.00.01",
  measurements: Array.from(healthyGpu().measurements, ([block, value]) => ({
    block,
    digests: [toHex(value)],
  })),
});
