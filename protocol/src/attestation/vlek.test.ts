import { describe, expect, it } from "vitest";
import { sha256, toHex } from "../bytes/index.ts";
import { authorityExtensions, extension, mintCertificate, mintCrl } from "../testing/certificates.ts";
import { ia5String, integer } from "../testing/der-writer.ts";
import { mintKey } from "../testing/gpu-pki.ts";
import { chipOf, developmentPolicy } from "../testing/index.ts";
import { healthyMachine } from "../testing/machine.ts";
import { writeReport } from "../testing/report-writer.ts";
import { fixedWorker } from "../vectors/evidence-fixtures.ts";
import { NOW_MS } from "../vectors/fixtures.ts";
import type { Attester } from "./attester.ts";
import { SPL, VEK_OID } from "./binding.ts";
import { type AppraisalPolicy, checksOf, verifyNode } from "./index.ts";
import { AT, P384_BYTES, SIGNED_BYTES } from "./report-layout.ts";

const RSA = {
  name: "RSA-PSS",
  hash: "SHA-384",
  modulusLength: 4096,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const SIGNED_BY_VLEK = 1 << 2;

const newKey = async () => {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
  return { privateKey, spki: new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)) };
};
// Keys of RSA-4096 take seconds: they are made once, outside of any test's time.
const [root, provider, leaf] = await Promise.all([newKey(), newKey(), mintKey()]);
const machine = healthyMachine("Genoa");
const ROOT = "ARK-Genoa";
const PROVIDER = "SEV-VLEK-Genoa";

interface Deviation {
  readonly leafName?: string;
  readonly rootExtensions?: readonly Uint8Array[];
}

/** A SIMULATED guest at a cloud provider: its reports are signed by a key that AMD's root gave to the provider. */
const attesterOf = ({ leafName = "SEV-VLEK", rootExtensions }: Deviation): Attester => ({
  async report(reportData) {
    const [ark, ask, vek, crl, report] = await Promise.all([
      certificate(ROOT, ROOT, root, root, rootExtensions ?? authorityExtensions("root")),
      certificate(ROOT, PROVIDER, provider, root, authorityExtensions("intermediate")),
      certificate(PROVIDER, leafName, leaf, provider, leafExtensions),
      mintCrl({ issuer: ROOT }, root.privateKey),
      reportOf(reportData),
    ]);
    return { report, vek, ask, ark, crl };
  },
});

type Key = Awaited<ReturnType<typeof mintKey>>;

const certificate = (
  issuer: string,
  subject: string,
  { spki }: Key,
  by: Key,
  extensions: readonly Uint8Array[],
) => mintCertificate({ serial: 1, issuer, subject, spki, extensions }, by.privateKey);

const leafExtensions = [
  extension(VEK_OID.productName, ia5String("Genoa")),
  extension(VEK_OID.spl(SPL.bootloader), integer(machine.tcb.bootloader)),
  extension(VEK_OID.spl(SPL.tee), integer(machine.tcb.tee)),
  extension(VEK_OID.spl(SPL.snp), integer(machine.tcb.snp)),
  extension(VEK_OID.spl(SPL.microcode), integer(machine.tcb.microcode)),
  extension(VEK_OID.cspId, ia5String("a cloud")),
];

async function reportOf(reportData: Uint8Array): Promise<Uint8Array> {
  const fields = { product: "Genoa", machine, chipId: chipOf("host"), reportId: new Uint8Array(32) } as const;
  const report = await writeReport({ ...fields, reportData }, leaf.privateKey);
  report[AT.keyInfo] = SIGNED_BY_VLEK;
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-384" },
    leaf.privateKey,
    report.subarray(0, SIGNED_BYTES),
  );
  const numbers = new Uint8Array(signature);
  report.set(numbers.slice(0, P384_BYTES).reverse(), AT.signatureR);
  report.set(numbers.slice(P384_BYTES).reverse(), AT.signatureS);
  return report;
}

const policy = developmentPolicy({
  simulatedRoots: { Genoa: toHex(sha256(root.spki)) },
  measurements: [toHex(machine.measurement)],
});
const lenient: AppraisalPolicy = { ...policy, signingKeys: ["VLEK"], chipIdentity: "any" };

async function judge(rules: AppraisalPolicy, deviation: Deviation = {}) {
  const { evidence: bundle } = await fixedWorker(attesterOf(deviation));
  const input = { bundle, policy: rules, referenceValues: null, nowMs: NOW_MS };
  const verdict = await verifyNode(input);
  return {
    verdict,
    codes: verdict.ok ? [] : verdict.failures.map(({ code }) => code),
    checks: checksOf(verdict, input),
  };
}

describe("a report under a provider's key", () => {
  it("is accepted by who approves such keys, and names no chip although it states one", async () => {
    const { verdict } = await judge(lenient);
    expect(verdict).toMatchObject({ ok: true, node: { chipId: null, product: "Genoa" } });
  });

  it("is refused by the development policy, as by production's, for its key and for its chip", async () => {
    const { codes } = await judge(policy);
    expect(codes).toEqual(["signing_key_not_allowed", "chip_identity_missing"]);
  });

  it("is approved by its provider's name", async () => {
    expect((await judge({ ...lenient, cspIds: ["a cloud"] })).codes).toEqual([]);
    expect((await judge({ ...lenient, cspIds: ["another"] })).codes).toEqual(["csp_not_allowed"]);
  });

  it("has no chip that was compared with the certificate's", async () => {
    const { checks } = await judge(lenient);
    expect(checks.find(({ code }) => code === "hwid_mismatch")).toMatchObject({ state: "not_required" });
  });

  it("is refused where its certificate is called another kind's", async () => {
    expect((await judge(lenient, { leafName: "SEV-VCEK" })).codes).toEqual(["chain_kind"]);
    expect((await judge(lenient, { leafName: "" })).codes).toEqual(["chain_kind"]);
  });
});

it("refuses a root whose own certificate does not let it sign revocation lists", async () => {
  const rootExtensions = authorityExtensions("intermediate");
  expect((await judge(lenient, { rootExtensions })).codes).toEqual(["cert_profile"]);
});
