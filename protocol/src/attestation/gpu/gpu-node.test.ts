import { describe, expect, it } from "vitest";
import { readReferenceManifest, signReferenceManifest, signWitness } from "../../reference-values/index.ts";
import {
  developmentPolicy,
  mintSimulatedPki,
  mintSimulatedReferenceKeys,
  SimulatedAttester,
  SimulatedGpus,
  simulatedGpuValue,
  simulatedReferenceValues,
  verifiedValues,
} from "../../testing/index.ts";
import { fixedWorker, withParts } from "../../vectors/evidence-fixtures.ts";
import { NOW_MS } from "../../vectors/fixtures.ts";
import { checksOf, parseEvidenceBundle, verifyNode, type VerifyNodeInput } from "../index.ts";

const pki = await mintSimulatedPki();
const minted = mintSimulatedReferenceKeys();
const attester = new SimulatedAttester(pki, "worker-1");
const gpus = new SimulatedGpus(pki.gpu);
const worker = await fixedWorker(attester, { gpu: { policy: "tee" } }, gpus);
const policy = developmentPolicy({
  ...pki,
  referenceKeys: minted.keys,
  simulatedGpuRoot: pki.gpu.rootSpkiSha256,
});
const signed = simulatedReferenceValues(minted, {
  measurements: pki.measurements,
  gpus: [simulatedGpuValue()],
  models: [],
  version: 1,
  nowMs: NOW_MS,
});
const referenceValues = verifiedValues(signed, minted.keys, NOW_MS);

const check = (bundle: Uint8Array, given: Partial<VerifyNodeInput> = {}) =>
  verifyNode({ bundle, policy, referenceValues, nowMs: NOW_MS, ...given });
const codes = async (...args: Parameters<typeof check>): Promise<readonly string[]> => {
  const verdict = await check(...args);
  return verdict.ok ? [] : verdict.failures.map(({ code }) => code);
};

describe("a worker with a confidential GPU", () => {
  it("is a node that has one, shown with what it runs and whose root is behind it", async () => {
    const verdict = await check(worker.evidence);
    expect(verdict).toMatchObject({
      ok: true,
      node: {
        gpuTee: true,
        simulated: true,
        gpus: [
          { architecture: "GH100", driver: "SIMULATED", vbios: "96.00.00.00.01", rootClass: "simulated" },
        ],
      },
    });
  });

  it("is checked in full also where no GPU is demanded", async () => {
    const any = { ...policy, gpuTee: "any" } as const;
    expect(await check(worker.evidence, { policy: any })).toMatchObject({ ok: true, node: { gpuTee: true } });
    const none = { policy: { ...any, gpuRoots: [] } };
    expect(await codes(worker.evidence, none)).toEqual(["gpu_root_not_pinned"]);
  });

  it("can't lend its GPU to another key, nor another key's GPU be put in its place", async () => {
    const { deviceEvidence } = parseEvidenceBundle(worker.evidence);
    const other = await fixedWorker(attester, { imageId: "worker-2" }, gpus);
    expect(await codes(withParts(other.evidence, { deviceEvidence }))).toEqual([
      "report_data_mismatch",
      "gpu_nonce_mismatch",
    ]);
  });

  it("is refused without it, by policy as by its own word", async () => {
    const bare = await fixedWorker(attester);
    expect(await codes(bare.evidence)).toEqual(["gpu_not_attested"]);
    const any = { policy: { ...policy, gpuTee: "any" } } as const;
    expect(await check(bare.evidence, any)).toMatchObject({ ok: true, node: { gpuTee: false, gpus: [] } });
    const claiming = await fixedWorker(attester, { gpu: { policy: "tee" } });
    expect(await codes(claiming.evidence, any)).toEqual(["gpu_not_attested"]);
  });

  it("with a switch alone has no GPU", async () => {
    const switches = new SimulatedGpus(pki.gpu, [{ architecture: "LS_10" }]);
    const { evidence } = await fixedWorker(attester, {}, switches);
    expect(await codes(evidence)).toEqual(["gpu_not_a_gpu"]);
    const any = { policy: { ...policy, gpuTee: "any" } } as const;
    expect(await check(evidence, any)).toMatchObject({ ok: true, node: { gpuTee: false } });
  });

  it("that nobody demands is appraised where it is one, and no switch is", async () => {
    const input = { policy: { ...policy, gpuTee: "any" }, referenceValues, nowMs: NOW_MS } as const;
    const statesOf = async (devices: SimulatedGpus) => {
      const { evidence: bundle } = await fixedWorker(attester, {}, devices);
      const checks = checksOf(await verifyNode({ ...input, bundle }), { ...input, bundle });
      return ["gpu_not_attested", "gpu_nonce_mismatch", "gpu_not_a_gpu", "gpu_links_in_clear"].map(
        (code) => checks.find((one) => one.code === code)?.state,
      );
    };
    expect(await statesOf(gpus)).toEqual(["not_required", "passed", "not_required", "passed"]);
    const switches = new SimulatedGpus(pki.gpu, [{ architecture: "LS_10" }]);
    expect(await statesOf(switches)).toEqual(["not_required", "passed", "not_required", "not_required"]);
  });

  it("has all its failures told, the GPU's beside the machine's", async () => {
    const { evidence } = await fixedWorker(
      new SimulatedAttester(pki, "worker-1", { vmpl: 1 }),
      {},
      new SimulatedGpus(pki.gpu, [{ driver: "another" }]),
    );
    expect(await codes(evidence)).toEqual(["vmpl_not_allowed", "gpu_measurement_mismatch"]);
  });
});

describe("a simulated GPU", () => {
  it("is approved by simulated values only, and by current ones", async () => {
    expect(await codes(worker.evidence, { referenceValues: null })).toContain("gpu_measurement_mismatch");
    const production = signReferenceManifest(
      { ...readReferenceManifest(signed.manifest), class: "production" },
      minted.manifestSecret,
    );
    const witness = signWitness(production, NOW_MS, minted.witnessSecret);
    const values = verifiedValues({ manifest: production, witness }, minted.keys, NOW_MS);
    expect(await codes(worker.evidence, { referenceValues: values })).toContain("gpu_measurement_mismatch");
  });
});
