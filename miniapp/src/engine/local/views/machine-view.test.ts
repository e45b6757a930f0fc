import type { Judgement } from "@cocoon/client";
import {
  buildEvidence,
  encodeKeyMaterial,
  keyIdOf,
  REASONS,
  verifyNode,
  type VerifyNodeInput,
} from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import { generateHpkeKeyPair } from "@cocoon/protocol/hpke";
import {
  developmentPolicy,
  mintSimulatedPki,
  SimulatedAttester,
  type SimulatedMachine,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { checkOf } from "./check-of.ts";
import { machineViewOf } from "./machine-view.ts";
import { quickViewOf } from "./quick-view.ts";

const NOW = Date.now();
const OPERATOR = `0:${"ab".repeat(32)}`;

let pki: SimulatedPki;
beforeAll(async () => {
  pki = await mintSimulatedPki();
});

/** The judgement of one machine that a proxy lists. */
async function judged(
  deviations: Partial<SimulatedMachine> = {},
  changes: Partial<VerifyNodeInput["policy"]> = {},
): Promise<Judgement> {
  const { publicKey: hpkePk } = await generateHpkeKeyPair();
  const keyMaterial = encodeKeyMaterial({
    hpkePk,
    signPk: new Uint8Array(32),
    createdMs: NOW,
    expiresMs: NOW + 3_600_000,
    beacon: { source: "simulated", seqno: 7, rootHash: "00".repeat(32) },
    models: [{ id: "m", manifest: "cd".repeat(32) }],
    gpu: { policy: "none" },
    imageId: "test",
  });
  const attester = new SimulatedAttester(pki, "worker", deviations);
  const bundle = await buildEvidence({ attester, keyMaterial, deviceEvidence: new Uint8Array() });
  const policy = { ...developmentPolicy(pki), ...changes };
  const input = { bundle, policy, referenceValues: null, nowMs: NOW };
  const keyId = toHex(keyIdOf(keyMaterial));
  const entry = {
    keyId,
    chipId: "",
    operator: OPERATOR,
    expiresMs: NOW,
    offers: "",
    offersSignature: "",
  };
  return { entry, input, verdict: await verifyNode(input) };
}

const found = (judgement: Judgement, code: string | null = null) => ({
  keyId: judgement.entry.keyId,
  operator: OPERATOR,
  judgement,
  rejection: code === null ? null : { code, sentence: "" },
});
const states = ({ checks }: Awaited<ReturnType<typeof machineViewOf>>) =>
  Object.fromEntries(checks.map(({ id, state }) => [id, state]));
const factsOf = (view: Awaited<ReturnType<typeof machineViewOf>>, wanted: string) =>
  new Map(view.checks.find(({ id }) => id === wanted)?.facts);

describe("a machine that was accepted", () => {
  it("has no check passed that rests on a simulated root, and its facts", async () => {
    const view = await machineViewOf(found(await judged()));
    expect(view).toMatchObject({ accepted: true, simulated: true, operator: OPERATOR });
    const simulated = ["hardware", "firmware", "settings", "image", "key", "freshness"];
    expect(states(view)).toEqual({
      ...Object.fromEntries(simulated.map((id) => [id, "simulated"])),
      gpu: "absent",
      model: "passed",
      listed: "passed",
      receipt: "waiting",
    });
    expect(factsOf(view, "hardware").get("Root")).toBe("SIMULATED");
    expect(factsOf(view, "settings").get("Debug")).toBe("off");
    expect(factsOf(view, "firmware").get("Required")).toMatch(/^bl \d+ · tee 0 · snp \d+ · ucode \d+$/);
    expect(factsOf(view, "freshness").get("Beacon")).toBe("simulated, masterchain block 7");
    expect(factsOf(view, "model").get("Manifest")).toBe("cd".repeat(32));
  });

  it("is told alike before its facts are loaded", async () => {
    const judgement = await judged();
    const { verdict } = judgement;
    if (!verdict.ok) throw new Error(verdict.code);
    const quick = quickViewOf(verdict.node, OPERATOR, NOW);
    const full = await machineViewOf(found(judgement));
    expect(states(quick)).toEqual(states(full));
    expect({ ...quick, checks: [] }).toEqual({ ...full, checks: [] });
  });
});

describe("a machine that was refused", () => {
  it("names the check that failed, and passes none that was not made", async () => {
    const judgement = await judged({}, { measurements: [] });
    const view = await machineViewOf(found(judgement, "measurement_not_approved"));
    expect(view.accepted).toBe(false);
    expect(view.checks.find(({ id }) => id === "image")).toMatchObject({
      state: "failed",
      code: "measurement_not_approved",
    });
    expect(factsOf(view, "image").get("Measurement")).toMatch(/^[0-9a-f]{96}$/);
    expect(states(view)).toMatchObject({ hardware: "simulated", model: "absent", listed: "absent" });
  });

  it("repeats nothing of a report whose root is unknown", async () => {
    const view = await machineViewOf(found(await judged({}, { roots: [] }), "root_not_pinned"));
    const { hardware, ...others } = states(view);
    expect(hardware).toBe("failed");
    expect(new Set(Object.values(others))).toEqual(new Set(["absent", "waiting"]));
    expect(view.checks.flatMap(({ id, facts }) => (id === "listed" ? [] : facts))).toEqual([
      ["Code", "root_not_pinned"],
      ["Reason", REASONS.root_not_pinned.sentence],
    ]);
    expect(view.chipId).toBeNull();
  });

  it("says where the fault is outside of its evidence", async () => {
    const view = await machineViewOf(found(await judged(), "chip_mismatch"));
    expect(view.accepted).toBe(false);
    expect(states(view)).toMatchObject({ listed: "failed", hardware: "simulated", model: "absent" });
    const missing = { ...found(await judged(), "evidence_unavailable"), judgement: null };
    expect(states(await machineViewOf(missing))).toMatchObject({ listed: "failed", hardware: "absent" });
  });

  it("tells debugging from the image, and an old key from the list", async () => {
    const debug = await machineViewOf(found(await judged({ guestPolicy: 0xb0000n }), "debug_allowed"));
    expect(states(debug)["settings"]).toBe("failed");
    expect(checkOf({ group: "freshness", code: "key_expired" })).toBe("key");
    expect(checkOf({ group: "freshness", code: "nonce_mismatch" })).toBe("freshness");
    expect(checkOf({ group: "policy", code: "tcb_too_low_current" })).toBe("firmware");
  });
});
