import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, u32 } from "../bytes/index.ts";
import { openRequest, RefusalError, ReplaySet, sealRequest } from "../envelope/index.ts";
import { generateHpkeKeyPair } from "../hpke/index.ts";
import { chipOf, developmentPolicy, mintSimulatedPki, SimulatedAttester } from "../testing/index.ts";
import {
  ATTESTER_PARTS,
  fixedKeyMaterial,
  fixedWorker,
  HOUR_MS,
  withParts,
} from "../vectors/evidence-fixtures.ts";
import { FIXED_REQUEST, fixedBytes, fixedFields, fixedOpener, NOW_MS } from "../vectors/fixtures.ts";
import { beaconHash } from "./beacon.ts";
import {
  type AppraisalPolicy,
  type NodeVerdict,
  parseEvidenceBundle,
  productionPolicy,
  verifyNode,
} from "./index.ts";

// Keys of RSA-4096 take seconds: they are made once, outside of any test's time.
const [pki, turin, revoked] = await Promise.all([
  mintSimulatedPki(),
  mintSimulatedPki({ product: "Turin" }),
  mintSimulatedPki({ revoked: true }),
]);
const policy = developmentPolicy(pki);
const attester = new SimulatedAttester(pki, "worker-1");
const worker = await fixedWorker(attester);

const check = (
  bundle: Uint8Array,
  given: Partial<Parameters<typeof verifyNode>[0]> = {},
): Promise<NodeVerdict> => verifyNode({ bundle, policy, referenceValues: null, nowMs: NOW_MS, ...given });
const codes = (verdict: NodeVerdict): readonly string[] =>
  verdict.ok ? [] : verdict.failures.map(({ code }) => code);
const flipped = (bytes: Uint8Array, at: number, bit = 0): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] as number) ^ (1 << bit);
  return copy;
};

describe("simulated evidence", () => {
  it("is accepted by its own network's policy, and shown as simulated", async () => {
    const verdict = await check(worker.evidence);
    expect(codes(verdict)).toEqual([]);
    expect(verdict).toMatchObject({
      ok: true,
      node: {
        keyIdHex: toHex(worker.keyId),
        keyId: worker.keyId,
        hpkePk: fixedBytes("evidence hpke key", 1216),
        signPk: fixedBytes("evidence signing key", 32),
        createdMs: NOW_MS,
        expiresMs: NOW_MS + HOUR_MS,
        models: [{ id: "demo", manifest: "ab".repeat(32) }],
        chipId: toHex(chipOf("worker-1")),
        product: "Genoa",
        rootClass: "simulated",
        simulated: true,
        measurement: pki.measurements[0],
        policyName: "development",
        freshness: "beacon",
        ageProved: false,
        gpuTee: false,
      },
    });
  });

  it("is refused by the production policy", async () => {
    expect(await check(worker.evidence, { policy: productionPolicy() })).toMatchObject({
      ok: false,
      code: "root_not_pinned",
      clause: "3.4",
    });
  });

  it("is refused by the production policy even where that pins the root: no image is approved", async () => {
    const pinned: AppraisalPolicy = { ...productionPolicy(), roots: policy.roots };
    expect(codes(await check(worker.evidence, { policy: pinned }))).toEqual([
      "measurement_not_approved",
      "gpu_not_attested",
      "beacon_not_allowed",
    ]);
  });

  it("is refused by another network's policy", async () => {
    const other = developmentPolicy({ ...pki, simulatedRoots: { Genoa: "11".repeat(32) } });
    expect(codes(await check(worker.evidence, { policy: other }))).toEqual(["root_not_pinned"]);
  });

  it("keeps its chip when the worker starts again, with new keys", async () => {
    const again = await fixedWorker(new SimulatedAttester(pki, "worker-1"), {
      signPk: fixedBytes("another", 32),
    });
    const [first, second] = [await check(worker.evidence), await check(again.evidence)];
    if (!first.ok || !second.ok) throw new Error("both are accepted");
    expect(second.node.chipId).toBe(first.node.chipId);
    expect(second.node.keyIdHex).not.toBe(first.node.keyIdHex);
  });

  it("makes a node that can be sealed to, and nobody but its worker opens what was sealed", async () => {
    const [own, other] = await Promise.all([generateHpkeKeyPair(), generateHpkeKeyPair()]);
    const { evidence } = await fixedWorker(attester, { hpkePk: own.publicKey });
    const verdict = await check(evidence);
    if (!verdict.ok) throw new Error(verdict.sentence);
    const { keyId } = verdict.node;
    const { envelope } = await sealRequest({ ...fixedFields([verdict.node]), request: FIXED_REQUEST });
    const opener = fixedOpener(
      { name: "own", seed: own.privateKey.reveal(), hpkePk: own.publicKey, keyId },
      envelope,
    );
    expect((await openRequest(opener)).request).toEqual(FIXED_REQUEST);
    const stranger = openRequest({ ...opener, privateKey: other.privateKey, replay: new ReplaySet() });
    await expect(stranger).rejects.toEqual(new RefusalError("open_failed"));
  });

  it("names Turin's chips by their eight bytes", async () => {
    const { evidence } = await fixedWorker(new SimulatedAttester(turin, "worker-1"));
    const verdict = await check(evidence, { policy: developmentPolicy(turin) });
    expect(verdict).toMatchObject({ ok: true, node: { product: "Turin" } });
    if (verdict.ok) expect(verdict.node.chipId).toBe(toHex(chipOf("worker-1")).slice(0, 16).padEnd(128, "0"));
  });
});

describe("the chain", () => {
  it("needs its revocation list, and heeds it", async () => {
    expect(codes(await check(withParts(worker.evidence, { crl: new Uint8Array() })))).toEqual([
      "crl_missing",
    ]);
    const { evidence } = await fixedWorker(new SimulatedAttester(revoked, "worker-1"));
    expect(codes(await check(evidence, { policy: developmentPolicy(revoked) }))).toEqual(["revoked"]);
    expect(codes(await check(worker.evidence, { policy: { ...policy, crlMaxAgeMs: HOUR_MS } }))).toEqual([
      "crl_stale",
    ]);
  });

  it("takes no list of another root", async () => {
    expect(codes(await check(withParts(worker.evidence, { crl: revoked.crl })))).toEqual(["crl_signature"]);
  });

  it("ends with its certificates' validity", async () => {
    const inHalfACentury = NOW_MS + 50 * 365 * 24 * HOUR_MS;
    expect(codes(await check(worker.evidence, { nowMs: inHalfACentury }))).toEqual(["cert_time"]);
  });
});

describe("tampering", () => {
  it.each([
    ["report", "report_signature", 0x60],
    ["vek", "chain_signature", 700],
    ["ask", "chain_signature", 400],
    ["ark", "root_not_pinned", 400],
    ["crl", "crl_signature", 300],
  ] as const)("of %s is refused", async (part, code, at) => {
    const parts = parseEvidenceBundle(worker.evidence);
    expect(codes(await check(withParts(worker.evidence, { [part]: flipped(parts[part], at) })))[0]).toBe(
      code,
    );
  });

  it("with the key material is refused: another key in its place was not attested", async () => {
    const keyMaterial = await fixedKeyMaterial({ hpkePk: fixedBytes("thief", 1216) });
    expect(codes(await check(withParts(worker.evidence, { keyMaterial })))).toEqual(["report_data_mismatch"]);
  });

  it("with the key material's spelling is refused", async () => {
    const { keyMaterial } = parseEvidenceBundle(worker.evidence);
    const spaced = concatBytes(new TextEncoder().encode(" "), keyMaterial);
    expect(codes(await check(withParts(worker.evidence, { keyMaterial: spaced })))).toEqual([
      "key_material_malformed",
    ]);
  });

  it("with the device evidence is refused: the report covers that there is none", async () => {
    const deviceEvidence = fixedBytes("GPU of another machine", 64);
    expect(codes(await check(withParts(worker.evidence, { deviceEvidence })))).toEqual([
      "report_data_mismatch",
      "gpu_evidence_malformed",
    ]);
  });

  it.each(ATTESTER_PARTS)("by an empty %s is refused", async (part) => {
    expect((await check(withParts(worker.evidence, { [part]: new Uint8Array() }))).ok).toBe(false);
  });

  it("by parts over their caps, a cut or an addition is refused unread", async () => {
    const caps = [1184, 4096, 4096, 4096, 65_536, 16_384, 262_144];
    for (const [index, cap] of caps.entries()) {
      const before = caps.slice(0, index).map(() => u32(0));
      const bundle = concatBytes(...before, u32(cap + 1), new Uint8Array(cap + 1));
      expect(codes(await check(bundle))).toEqual(["malformed_bundle"]);
    }
    for (const bundle of [
      concatBytes(worker.evidence, new Uint8Array(1)),
      worker.evidence.subarray(0, -1),
      new Uint8Array(),
    ])
      expect(codes(await check(bundle))).toEqual(["malformed_bundle"]);
  });

  it("with anything never throws", async () => {
    const parts = parseEvidenceBundle(worker.evidence);
    const edit = fc.record({
      part: fc.constantFrom(...ATTESTER_PARTS, "keyMaterial" as const),
      at: fc.nat(),
      length: fc.nat(8),
      insert: fc.uint8Array({ maxLength: 8 }),
    });
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const changed = { ...parts };
      for (const { part, at, length, insert } of edits) {
        const from = at % (changed[part].length + 1);
        changed[part] = concatBytes(
          changed[part].subarray(0, from),
          insert,
          changed[part].subarray(from + length),
        );
      }
      const bundle = withinCaps(changed);
      const verdict = await check(bundle);
      expect(verdict.ok).toBe(toHex(bundle) === toHex(worker.evidence));
    });
    await fc.assert(property, { numRuns: 300 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2048 }), async (bytes) => {
        expect((await check(bytes)).ok).toBe(false);
      }),
    );
  });
});

/** An edit may lengthen the report beyond its cap, and such a bundle can't be encoded: it is cut. */
const withinCaps = (parts: ReturnType<typeof parseEvidenceBundle>): Uint8Array =>
  withParts(worker.evidence, { ...parts, report: parts.report.subarray(0, 1184) });

describe("appraisal", () => {
  const codesOf = async (deviations: ConstructorParameters<typeof SimulatedAttester>[2], given = {}) =>
    codes(
      await check((await fixedWorker(new SimulatedAttester(pki, "deviant", deviations))).evidence, given),
    );

  it("refuses an image that is not approved", async () => {
    expect(await codesOf({ measurement: fixedBytes("another image", 48) })).toEqual([
      "measurement_not_approved",
    ]);
    expect(await codesOf({}, { policy: { ...policy, measurements: [] } })).toEqual([
      "measurement_not_approved",
    ]);
  });

  it("collects every failure, in the order of the specification", async () => {
    const DEBUG_AND_MIGRATION = 0xf_0000n;
    const failures = await codesOf(
      {
        guestPolicy: DEBUG_AND_MIGRATION,
        platformInfo: 0x1n,
        vmpl: 1,
        hostData: fixedBytes("host data", 32),
        firmware: { major: 1, minor: 55, build: 37 },
        tcb: { fmc: 0, bootloader: 10, tee: 0, snp: 23, microcode: 83 },
      },
      { nowMs: NOW_MS + 2 * HOUR_MS },
    );
    expect(failures).toEqual([
      "debug_allowed",
      "migration_agent_allowed",
      "firmware_too_low",
      "tcb_too_low_reported",
      "tcb_too_low_current",
      "tcb_too_low_committed",
      "tcb_too_low_launch",
      "alias_check_missing",
      "vmpl_not_allowed",
      "host_data_mismatch",
      "key_expired",
    ]);
  });

  it("of mitigations has those that are asked for: none of none, and not one more", async () => {
    const asking = (launchMitigations: string) => ({ policy: { ...policy, launchMitigations } });
    expect(await codesOf({}, asking("0000000000000000"))).toEqual([]);
    expect(await codesOf({}, asking("0000000000000001"))).toEqual(["mitigation_missing"]);
  });

  it("fails closed where a GPU is demanded, whatever the worker says of its own", async () => {
    const claiming = await fixedWorker(attester, { gpu: { policy: "tee" } });
    const demanding = { policy: { ...policy, gpuTee: "require" } } as const;
    expect(codes(await check(worker.evidence, demanding))).toEqual(["gpu_not_attested"]);
    expect(codes(await check(claiming.evidence, demanding))).toEqual(["gpu_not_attested"]);
    expect(codes(await check(claiming.evidence))).toEqual(["gpu_not_attested"]);
  });
});

describe("freshness", () => {
  it.each([
    ["key_expired", NOW_MS + HOUR_MS],
    ["key_not_yet_valid", NOW_MS - 5 * 60_000 - 1],
  ] as const)("refuses a key with %s", async (code, nowMs) => {
    expect(codes(await check(worker.evidence, { nowMs }))).toEqual([code]);
  });

  it("accepts a key up to the last millisecond, and from a clock that runs ahead a little", async () => {
    expect(codes(await check(worker.evidence, { nowMs: NOW_MS + HOUR_MS - 1 }))).toEqual([]);
    expect(codes(await check(worker.evidence, { nowMs: NOW_MS - 5 * 60_000 }))).toEqual([]);
  });

  it("refuses a key made to live too long", async () => {
    const { evidence } = await fixedWorker(attester, { expiresMs: NOW_MS + 12 * HOUR_MS + 1 });
    expect(codes(await check(evidence))).toEqual(["key_life_too_long"]);
  });

  it("refuses a beacon that the policy does not name", async () => {
    const beacon = { source: "ton" as const, seqno: 1, rootHash: "22".repeat(32) };
    const { evidence } = await fixedWorker(attester, { beacon });
    expect(codes(await check(evidence))).toEqual(["beacon_not_allowed"]);
  });

  it("refuses a report that commits to another beacon than the key material names", async () => {
    const other = beaconHash({ source: "simulated", seqno: 2, rootHash: "33".repeat(32) });
    const freshness = { mode: "beacon", value: other } as const;
    expect(codes(await check(withParts(worker.evidence, { freshness })))).toEqual([
      "report_data_mismatch",
      "beacon_mismatch",
    ]);
  });

  it("proves its age to whoever asked with a nonce, and to nobody else", async () => {
    const nonces = ["one", "two", "three"].map((name) => fixedBytes(`nonce ${name}`, 32));
    const bundles = await worker.live(nonces);
    for (const [index, expectedNonce] of nonces.entries()) {
      const verdict = await check(bundles[index] as Uint8Array, { expectedNonce });
      expect(verdict).toMatchObject({ ok: true, node: { ageProved: true, freshness: "nonce" } });
    }
    const [first, second] = bundles as [Uint8Array, Uint8Array];
    const [nonce] = nonces as [Uint8Array];
    const replayed = await check(second, { expectedNonce: nonce });
    expect(codes(replayed)).toEqual(["nonce_mismatch"]);
    expect(codes(await check(first, { expectedNonce: fixedBytes("new nonce", 32) }))).toEqual([
      "nonce_mismatch",
    ]);
    expect(codes(await check(first))).toEqual(["nonce_mismatch"]);
    expect(codes(await check(worker.evidence, { expectedNonce: nonce }))).toEqual(["nonce_mismatch"]);
    expect(codes(await check(first, { expectedNonce: nonce.subarray(1) }))).toEqual(["nonce_mismatch"]);
  });

  it("can't be turned from nonce to beacon: the report says which it is", async () => {
    const nonce = fromHex("44".repeat(32));
    const [bundle] = await worker.live([nonce]);
    const { freshness } = parseEvidenceBundle(bundle as Uint8Array);
    const turned = withParts(bundle as Uint8Array, { freshness: { mode: "beacon", value: freshness.value } });
    expect(codes(await check(turned))).toEqual(["report_data_mismatch", "beacon_mismatch"]);
  });
});
