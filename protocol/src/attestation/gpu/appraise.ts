import { ifMalformed, toHex } from "../../bytes/index.ts";
import type { GpuReferenceValue, VerifiedReferenceValues } from "../../reference-values/index.ts";
import { EvidenceError, type ReasonCode } from "../reasons.ts";
import type { GpuArchitecture } from "./chain.ts";
import { type GpuEvidence, parseDeviceEvidence } from "./device-evidence.ts";
import { FIELD, type GpuReport } from "./report.ts";
import type { GpuRootClass } from "./roots.ts";
import { type GpuRules, type VerifiedGpu, verifyGpu } from "./verify.ts";

/** A GPU in confidential mode, as its verified report and the reference values say. */
export interface AttestedGpu {
  readonly architecture: GpuArchitecture;
  readonly driver: string;
  readonly vbios: string;
  readonly rootClass: GpuRootClass;
}

export interface GpuContext extends GpuRules {
  /** Those that count now; null for none, which approve no GPU. */
  readonly values: VerifiedReferenceValues | null;
  /** Whether a GPU has to be there: the policy demands one, or the worker says that it has one. */
  readonly required: boolean;
}

export interface GpuAppraisal {
  readonly gpus: readonly AttestedGpu[];
  readonly failures: readonly ReasonCode[];
}

/** Device evidence against SPEC 3.9: what is there must be right, wherever it is demanded or not. */
export async function appraiseGpus(deviceEvidence: Uint8Array, context: GpuContext): Promise<GpuAppraisal> {
  if (deviceEvidence.length === 0) return refused(context.required ? ["gpu_not_attested"] : []);
  const results = await Promise.all(devicesOf(deviceEvidence).map((device) => verdictOf(device, context)));
  const failures = results.flatMap((result) => (typeof result === "string" ? [result] : []));
  if (failures.length > 0) return refused(failures);
  const devices = results.filter((result) => typeof result !== "string");
  if (new Set(devices.map(({ leaf }) => toHex(leaf.spki))).size < devices.length)
    return refused(["gpu_evidence_malformed"]);
  const gpus = devices.filter(isGpu);
  if (gpus.length === 0) return refused(context.required ? ["gpu_not_a_gpu"] : []);
  const found = gpus.flatMap((gpu) => failuresOf(gpu, context.values));
  return found.length > 0 ? refused(found) : { gpus: gpus.map(shown), failures: [] };
}

const refused = (failures: readonly ReasonCode[]): GpuAppraisal => ({ gpus: [], failures });

/** Evidence that can't be read at all is one device that can't be. */
const devicesOf = (bytes: Uint8Array): readonly (GpuEvidence | null)[] =>
  ifMalformed<readonly (GpuEvidence | null)[]>(
    () => parseDeviceEvidence(bytes),
    () => [null],
  );

async function verdictOf(device: GpuEvidence | null, rules: GpuRules): Promise<VerifiedGpu | ReasonCode> {
  if (device === null) return "gpu_evidence_malformed";
  try {
    return await verifyGpu(device, rules);
  } catch (error) {
    if (error instanceof EvidenceError) return error.code;
    throw error;
  }
}

type Gpu = VerifiedGpu & { readonly architecture: GpuArchitecture };
const isGpu = (device: VerifiedGpu): device is Gpu => device.architecture !== null;

const shown = ({ architecture, driver, vbios, rootClass }: Gpu): AttestedGpu => ({
  architecture,
  driver,
  vbios,
  rootClass,
});

const failuresOf = (gpu: Gpu, values: VerifiedReferenceValues | null): ReasonCode[] => [
  ...(linksAreInClear(gpu.report) ? (["gpu_links_in_clear"] as const) : []),
  ...(isApproved(gpu, values) ? [] : (["gpu_measurement_mismatch"] as const)),
];

/** Older drivers state protected PCIe mode in a field of its own, newer ones as the third of their modes. */
const linksAreInClear = ({ fields }: GpuReport): boolean =>
  fields.get(FIELD.protectedPcie)?.[0] === 0xaa || fields.get(FIELD.feature)?.[0] === 2;

/** By values for just this driver and VBIOS; simulated ones approve nothing real, nor the other way round. */
function isApproved(gpu: Gpu, values: VerifiedReferenceValues | null): boolean {
  if (values === null || (values.class === "simulated") !== (gpu.rootClass === "simulated")) return false;
  return values.gpus.some(
    ({ architecture, driver, vbios, measurements }) =>
      architecture === gpu.architecture &&
      driver === gpu.driver &&
      vbios === gpu.vbios &&
      mismatchedBlocks(gpu.report, measurements).length === 0,
  );
}

/** The video decoder's block; what it holds while the decoder is off means nothing. */
const NVDEC0_BLOCK = 36;
const NVDEC0_OFF = 0x55;

/** Blocks that are listed, and have none of the digests that are good for them; one that is not reported has none. */
export function mismatchedBlocks(
  { measurements, fields }: GpuReport,
  expected: GpuReferenceValue["measurements"],
): readonly number[] {
  const decoderIsOff = fields.get(FIELD.nvdec0)?.[0] === NVDEC0_OFF;
  return expected
    .filter(({ block, digests }) => {
      const digest = measurements.get(block);
      const skipped = decoderIsOff && block === NVDEC0_BLOCK;
      return !skipped && (digest === undefined || !digests.includes(digest));
    })
    .map(({ block }) => block);
}
