import { describe, expect, it } from "vitest";
import {
  type ReferenceClass,
  readReferenceManifest,
  signReferenceManifest,
  signWitness,
  type VerifiedReferenceValues,
  WITNESS_MAX_AGE_MS,
} from "../reference-values/index.ts";
import {
  developmentPolicy,
  mintSimulatedPki,
  mintSimulatedReferenceKeys,
  SimulatedAttester,
  simulatedReferenceValues,
  verifiedValues,
} from "../testing/index.ts";
import { fixedWorker } from "../vectors/evidence-fixtures.ts";
import { NOW_MS } from "../vectors/fixtures.ts";
import type { RootClass } from "./amd-roots.ts";
import {
  type AppraisalPolicy,
  parseEvidenceBundle,
  parseReport,
  type VerifyNodeInput,
  verifyNode,
} from "./index.ts";
import { approvedMeasurements, currentValues } from "./reference-images.ts";
import type { VerifiedReport } from "./verify-evidence.ts";

const pki = await mintSimulatedPki();
const minted = mintSimulatedReferenceKeys();
const worker = await fixedWorker(new SimulatedAttester(pki, "worker-1"));
const policy = developmentPolicy({ ...pki, measurements: [], referenceKeys: minted.keys });
const MODEL = { id: "demo", manifest: "ab".repeat(32) };

interface Stated {
  readonly measurements?: readonly string[];
  readonly models?: { readonly id: string; readonly manifest: string }[];
  readonly class?: ReferenceClass;
}

function values(stated: Stated = {}, by = minted): VerifiedReferenceValues {
  const { manifest } = simulatedReferenceValues(by, {
    measurements: pki.measurements,
    models: [MODEL],
    version: 1,
    nowMs: NOW_MS,
    ...stated,
  });
  const signed = signReferenceManifest(
    { ...readReferenceManifest(manifest), class: stated.class ?? "simulated" },
    by.manifestSecret,
  );
  const witness = signWitness(signed, NOW_MS, by.witnessSecret);
  return verifiedValues({ manifest: signed, witness }, by.keys, NOW_MS);
}

const check = (referenceValues: VerifiedReferenceValues | null, given: Partial<VerifyNodeInput> = {}) =>
  verifyNode({ bundle: worker.evidence, policy, referenceValues, nowMs: NOW_MS, ...given });

const codesOf = async (...args: Parameters<typeof check>): Promise<readonly string[]> => {
  const verdict = await check(...args);
  return verdict.ok ? [] : verdict.failures.map(({ code }) => code);
};

const verified = (rootClass: RootClass): VerifiedReport => {
  const report = parseReport(parseEvidenceBundle(worker.evidence).report);
  return { report, product: "Genoa", rootClass, cspId: null };
};

const MISSING = ["reference_values_missing", "measurement_not_approved"];
const withOwnList: AppraisalPolicy = { ...policy, measurements: [...pki.measurements] };

describe("reference values", () => {
  it("approve an image and say what it is", async () => {
    expect(await check(values())).toMatchObject({
      ok: true,
      node: { image: { version: "simulated", amlSandbox: false }, models: [MODEL], unlistedModels: [] },
    });
  });

  it("add to the policy's own list, of whose images they say nothing", async () => {
    const others = values({ measurements: ["00".repeat(48)] });
    expect(await codesOf(others)).toEqual(["measurement_not_approved"]);
    expect(await check(others, { policy: withOwnList })).toMatchObject({ ok: true, node: { image: null } });
  });

  it("tell which of a node's models they do not list", async () => {
    const others = values({ models: [{ id: "demo", manifest: "cd".repeat(32) }] });
    expect(await check(others)).toMatchObject({
      ok: true,
      node: { models: [MODEL], unlistedModels: [MODEL] },
    });
  });

  it("must be there for a policy that names keys, whatever its own list approves", async () => {
    expect(await codesOf(null)).toEqual(MISSING);
    expect(await codesOf(null, { policy: withOwnList })).toEqual(["reference_values_missing"]);
  });

  it("count only under the keys that the policy names", async () => {
    expect(await codesOf(values({}, mintSimulatedReferenceKeys()))).toEqual(MISSING);
    const { manifestKey } = minted.keys;
    const wanted = { manifestKey, witnessKey: "11".repeat(32), witnessMaxAgeMs: WITNESS_MAX_AGE_MS };
    expect(await codesOf(values(), { policy: { ...policy, referenceValues: wanted } })).toEqual(MISSING);
  });

  it("count only while they are current", async () => {
    const wanted = { ...minted.keys, witnessMaxAgeMs: 1000 };
    const impatient = { ...policy, referenceValues: wanted };
    expect(await codesOf(values(), { policy: impatient, nowMs: NOW_MS + 1000 })).toEqual([]);
    expect(await codesOf(values(), { policy: impatient, nowMs: NOW_MS + 1001 })).toEqual(MISSING);
  });

  it("count only for reports under a root of their class", async () => {
    expect(await codesOf(values({ class: "production" }))).toEqual(MISSING);
  });

  it("of production count for reports under AMD's own root, and for no other", () => {
    const given = { policy, referenceValues: values({ class: "production" }), nowMs: NOW_MS };
    expect(currentValues(verified("amd"), given)).toBe(given.referenceValues);
    expect(currentValues(verified("simulated"), given)).toBeNull();
  });

  it("leave a policy that takes any image at that", () => {
    const any = { ...policy, measurements: "any" } as const;
    const given = { policy: any, referenceValues: values(), nowMs: NOW_MS };
    expect(approvedMeasurements(verified("simulated"), given)).toBe("any");
  });

  it("are ignored by a policy that names none", async () => {
    const none: AppraisalPolicy = { ...withOwnList, referenceValues: "none" };
    expect(await check(values({ models: [] }), { policy: none })).toMatchObject({
      ok: true,
      node: { image: null, unlistedModels: [] },
    });
  });
});
