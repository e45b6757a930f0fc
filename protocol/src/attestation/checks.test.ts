import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/index.ts";
import {
  developmentPolicy,
  mintSimulatedGpuPki,
  mintSimulatedPki,
  SimulatedAttester,
  type SimulatedDevice,
  SimulatedGpus,
} from "../testing/index.ts";
import { edited } from "../vectors/edits.ts";
import { fixedWorker, HOUR_MS, withParts } from "../vectors/evidence-fixtures.ts";
import type { EvidenceVectors } from "../vectors/evidence-vectors.ts";
import { fixedBytes, NOW_MS } from "../vectors/fixtures.ts";
import { APPRAISAL, GPU_APPRAISAL, GPU_STEPS, STEPS } from "./check-list.ts";
import {
  CHECK_GROUPS,
  type Check,
  checksOf,
  parseEvidenceBundle,
  REASONS,
  type ReasonCode,
  verifyNode,
  type VerifyNodeInput,
} from "./index.ts";
import { AT } from "./report-layout.ts";

const pki = await mintSimulatedPki();
const policy = developmentPolicy(pki);
const worker = await fixedWorker(new SimulatedAttester(pki, "worker-1"));

const judge = async (given: Partial<VerifyNodeInput> = {}): Promise<readonly Check[]> => {
  const input = { bundle: worker.evidence, policy, referenceValues: null, nowMs: NOW_MS, ...given };
  return checksOf(await verifyNode(input), input);
};
const inState = (checks: readonly Check[], state: Check["state"]): readonly ReasonCode[] =>
  checks.filter((check) => check.state === state).map(({ code }) => code);

describe("the list of checks", () => {
  it("has every reason code there is, in a group", () => {
    const listed = new Set([...STEPS, ...APPRAISAL, ...GPU_STEPS, ...GPU_APPRAISAL].map(({ code }) => code));
    expect([...listed].toSorted()).toEqual(Object.keys(REASONS).toSorted());
  });

  it("has each code either where the first failure ends it or where all are collected", () => {
    const ending = new Set([...STEPS, ...GPU_STEPS].map(({ code }) => code));
    const all = [...APPRAISAL, ...GPU_APPRAISAL];
    expect(all.filter(({ code }) => ending.has(code))).toEqual([]);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });

  it("says of each check in a sentence of its own what holds", () => {
    const all = [...STEPS, ...APPRAISAL, ...GPU_STEPS, ...GPU_APPRAISAL].map(({ holds }) => holds);
    for (const holds of all) expect(holds).toMatch(/^[A-Z].{10,}[^.\s]$/);
    expect(new Set(all).size).toBe(all.length);
  });

  it("first names the codes in the order of the specification", () => {
    const order = Object.keys(REASONS);
    // The root has to be read before it can be looked up; its code stands with those of the other certificates.
    const first = [...new Set<string>(STEPS.map(({ code }) => code))].filter((code) => code !== "cert_parse");
    expect(first).toEqual(order.filter((code) => first.includes(code)));
    for (const group of CHECK_GROUPS) {
      const codes: string[] = APPRAISAL.filter((row) => row.group === group).map(({ code }) => code);
      expect(codes).toEqual(order.filter((code) => codes.includes(code)));
    }
  });
});

const ofGpu = ({ group }: Check): boolean => group === "gpu";

describe("the checks of a verdict", () => {
  it("all passed where it accepts, but for those that nobody asked for", async () => {
    const checks = await judge();
    expect(inState(checks, "failed")).toEqual([]);
    expect(inState(checks, "not_reached")).toEqual([]);
    expect(inState(checks, "not_required")).toEqual([
      "nonce_mismatch",
      "guest_smt_allowed",
      "platform_smt_enabled",
      "guest_abi_too_low",
      "mitigation_missing",
      "ciphertext_hiding_off",
      "id_key_not_trusted",
      "author_key_not_trusted",
      "guest_svn_too_low",
      "chip_not_allowed",
      "csp_not_allowed",
      "reference_values_missing",
      ...[...GPU_STEPS, ...GPU_APPRAISAL].map(({ code }) => code),
    ]);
    expect(checks.map(({ group }) => CHECK_GROUPS.indexOf(group))).toEqual(
      checks.map(({ group }) => CHECK_GROUPS.indexOf(group)).toSorted((a, b) => a - b),
    );
  });

  it("show each check of the list once, whatever was made of it", async () => {
    const all = [...STEPS, ...APPRAISAL, ...GPU_STEPS, ...GPU_APPRAISAL];
    for (const checks of [await judge(), await judge({ bundle: new Uint8Array() })])
      expect(checks.map(({ holds }) => holds).toSorted()).toEqual(all.map(({ holds }) => holds).toSorted());
  });

  it("are not required of the policy or its reference values where all is any", async () => {
    const { name, roots, referenceValues, gpuRoots, beaconSources, ...demands } = policy;
    const any = Object.fromEntries(Object.keys(demands).map((field) => [field, "any"]));
    const all = { ...policy, ...any, name, roots, referenceValues, gpuRoots, beaconSources };
    const appraised = (await judge({ policy: all })).filter(({ group }) =>
      ["policy", "reference"].includes(group),
    );
    expect(appraised.filter(({ state }) => state !== "not_required").map(({ code }) => code)).toEqual([
      "tcb_reported_above_current",
    ]);
  });

  it("require no processor line of a report that is too old to state one", async () => {
    const { report } = parseEvidenceBundle(worker.evidence);
    const old = new Uint8Array(report);
    new DataView(old.buffer).setUint32(AT.version, 2, true);
    old.fill(0, AT.cpuId, AT.cpuId + 3);
    const checks = await judge({ bundle: withParts(worker.evidence, { report: old }) });
    expect(inState(checks, "failed")).toEqual(["report_signature"]);
    expect(inState(checks, "not_required")).toEqual(["product_unknown", "product_mismatch"]);
  });

  it("name the nonce and not the beacon where it was asked with one", async () => {
    const nonce = fixedBytes("nonce", 32);
    const [bundle] = await worker.live([nonce]);
    const checks = await judge({ bundle: bundle as Uint8Array, expectedNonce: nonce });
    expect(inState(checks, "passed")).toContain("nonce_mismatch");
    expect(inState(checks, "not_required")).toContain("beacon_mismatch");
    expect(inState(await judge({ bundle: bundle as Uint8Array }), "failed")).toEqual(["nonce_mismatch"]);
  });

  it("end at the first one that failed", async () => {
    const checks = await judge({ policy: { ...policy, roots: [] } });
    expect(inState(checks, "failed")).toEqual(["root_not_pinned"]);
    expect(inState(checks, "passed")).toEqual([
      ...STEPS.filter(({ group }) => group === "form").map(({ code }) => code),
      "cert_parse",
    ]);
    expect(checks.filter(({ group }) => group === "policy").map(({ state }) => state)).not.toContain(
      "passed",
    );
  });

  it("show all that failed of the policy, and nothing as made that another one hides", async () => {
    const checks = await judge({
      policy: { ...policy, minTcb: [], measurements: [], gpuTee: "require" },
      nowMs: NOW_MS - HOUR_MS,
    });
    expect(inState(checks, "failed")).toEqual([
      "key_not_yet_valid",
      "no_tcb_baseline",
      "measurement_not_approved",
      "gpu_not_attested",
    ]);
    expect(inState(checks, "not_reached")).toEqual([
      "key_expired",
      "tcb_too_low_reported",
      "tcb_too_low_current",
      "tcb_too_low_committed",
      "tcb_too_low_launch",
      ...[...GPU_STEPS.slice(1), ...GPU_APPRAISAL].map(({ code }) => code),
    ]);
  });

  it("of a GPU end at the first that one device failed, and demand none where nobody does", async () => {
    const [root, devices] = [await mintSimulatedGpuPki(), { gpuTee: "any" } as const];
    const pinned = {
      ...policy,
      ...devices,
      gpuRoots: [{ spkiSha256: root.rootSpkiSha256, class: "simulated" as const }],
    };
    const { evidence: bundle } = await fixedWorker(
      new SimulatedAttester(pki, "worker-1"),
      { gpu: { policy: "tee" } },
      new SimulatedGpus(root),
    );
    const unpinned = (await judge({ bundle, policy: { ...pinned, gpuRoots: [] } })).filter(ofGpu);
    expect(unpinned.map(({ state }) => state)).toEqual([
      "passed",
      "passed",
      "failed",
      ...Array.from({ length: 9 }, () => "not_reached"),
    ]);
    const unapproved = (await judge({ bundle, policy: pinned })).filter(ofGpu);
    expect(unapproved.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 11 }, () => "passed"),
      "failed",
    ]);
  });

  it.each([
    ["passed", [{}, { architecture: "LS_10" }]],
    ["not_required", [{}, { architecture: "LS_10", driver: "", vbios: new Uint8Array(), fwid: null }]],
    ["failed", [{ architecture: "LS_10", fwid: null }, { fwid: new Uint8Array(48) }]],
  ] satisfies [string, Partial<SimulatedDevice>[]][])(
    "of devices' firmware have %s where it could be compared or not",
    async (state, devices) => {
      const root = await mintSimulatedGpuPki();
      const gpuRoots = [{ spkiSha256: root.rootSpkiSha256, class: "simulated" as const }];
      const { evidence: bundle } = await fixedWorker(
        new SimulatedAttester(pki, "worker-1"),
        {},
        new SimulatedGpus(root, devices),
      );
      const checks = (await judge({ bundle, policy: { ...policy, gpuRoots } })).filter(ofGpu);
      expect(checks.find(({ code }) => code === "gpu_fwid_mismatch")?.state).toBe(state);
      // What is shown as passed of any device, a switch with nothing in its fields among them, speaks of no driver.
      expect(checks.filter((check) => check.state === "passed" && /driver|VBIOS/.test(check.holds))).toEqual(
        [],
      );
    },
  );

  it("pass nothing about a revocation list that is not there", async () => {
    const bundle = withParts(worker.evidence, { crl: new Uint8Array() });
    const lenient = await judge({ bundle, policy: { ...policy, crl: "any" } });
    expect(lenient.filter(({ group }) => group === "revocation").map(({ state }) => state)).toEqual(
      Array.from({ length: 4 }, () => "not_required"),
    );
    expect(inState(await judge({ bundle }), "failed")).toEqual(["crl_missing"]);
  });
});

const vectors = JSON.parse(
  await readFile(new URL("../../vectors/evidence.json", import.meta.url), "utf8"),
) as EvidenceVectors;
const edits = vectors.reject.filter(({ of, put }) => of === "beacon" && put);
const original = fromHex(vectors.accept.find(({ name }) => name === "beacon")?.bundle ?? "");

it.each(edits)("never pass what two faults leave unmade: $name and each other one", async (one) => {
  for (const other of edits) {
    const bundle = edited(edited(original, one), other);
    const input = {
      bundle,
      policy: vectors.policy,
      referenceValues: null,
      nowMs: vectors.nowMs,
    };
    const verdict = await verifyNode(input);
    expect(verdict.ok).toBe(false);
    const passed = inState(checksOf(verdict, input), "passed");
    const found = verdict.ok ? [] : verdict.failures.map(({ code }) => code);
    const [first] = one.codes;
    const [second] = other.codes;
    // A fault of the bundle's form hides which parts the other one is in.
    for (const code of [first, second] as ReasonCode[])
      expect(passed.filter((name) => name === code && !manyPlaces(code) && !found.includes(code))).toEqual(
        [],
      );
  }
});

const manyPlaces = (code: ReasonCode): boolean => STEPS.filter((row) => row.code === code).length > 1;
