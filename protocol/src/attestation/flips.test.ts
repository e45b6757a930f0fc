import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/index.ts";
import { flipped, FLIPS_TIMEOUT_MS, forFlips, thrownBy } from "../testing/flips.ts";
import type { EvidenceVectors } from "../vectors/evidence-vectors.ts";
import { P384_ORDER } from "./algorithms.ts";
import type { ChainRules } from "./chain.ts";
import {
  type AttesterEvidence,
  EvidenceError,
  parseEvidenceBundle,
  parsePolicy,
  type ReasonCode,
  verifyEvidence,
  verifyNode,
} from "./index.ts";
import { AT, P384_BYTES, REPORT_BYTES, SIGNATURE_NUMBER_BYTES, SIGNED_BYTES } from "./report-layout.ts";

const OWN = fileURLToPath(new URL("../../vectors/evidence.json", import.meta.url));
const { accept, policy, nowMs } = JSON.parse(readFileSync(OWN, "utf8")) as EvidenceVectors;

interface Region {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Every code that a changed bit may come to. */
  readonly codes: readonly ReasonCode[];
}

const region = (name: string, from: number, to: number, ...codes: readonly ReasonCode[]): Region => ({
  name,
  from,
  to,
  codes,
});

/** What a changed bit of the signed part may break before the signature is looked at. */
const FORM: readonly ReasonCode[] = [
  "unsupported_version",
  "unsupported_sig_algo",
  "policy_reserved",
  "reserved_nonzero",
  "unsigned_report",
  "product_unknown",
  "product_mismatch",
  "chain_kind",
  "tcb_mismatch",
  "hwid_mismatch",
  "vek_extension",
];

/** A report by what its bytes are: none of them is free. */
const REPORT_REGIONS: readonly Region[] = [
  region("signed part", 0, SIGNED_BYTES, ...FORM, "report_signature"),
  ...[AT.signatureR, AT.signatureS].flatMap((at, i) => [
    region(`number ${i} of the signature`, at, at + P384_BYTES, "report_signature"),
    region(
      `unused bytes of number ${i}`,
      at + P384_BYTES,
      at + SIGNATURE_NUMBER_BYTES,
      "bad_signature_encoding",
    ),
  ]),
  region("rest", AT.signatureS + SIGNATURE_NUMBER_BYTES, REPORT_BYTES, "reserved_nonzero"),
];

const CERTIFICATE: readonly ReasonCode[] = ["cert_parse", "cert_profile", "chain_signature"];
const CODES = {
  vek: CERTIFICATE,
  ask: CERTIFICATE,
  ark: [...CERTIFICATE, "root_not_pinned"],
  crl: ["crl_signature"],
  keyMaterial: ["key_material_malformed", "report_data_mismatch"],
  deviceEvidence: ["report_data_mismatch"],
} as const satisfies Record<string, readonly ReasonCode[]>;

/** All of a bundle, byte by byte in its order (SPEC 3.2). */
function regionsOf(bundle: Uint8Array): Region[] {
  const parts = parseEvidenceBundle(bundle);
  const regions: Region[] = [];
  let at = 0;
  for (const name of ["report", "vek", "ask", "ark", "crl", "keyMaterial", "deviceEvidence"] as const) {
    const from = at + 4;
    regions.push(region(`length of ${name}`, at, from, "malformed_bundle"));
    at = from + parts[name].length;
    if (name !== "report") regions.push(region(name, from, at, ...CODES[name]));
    else
      for (const inner of REPORT_REGIONS)
        regions.push({ ...inner, from: from + inner.from, to: from + inner.to });
  }
  regions.push(region("freshness mode", at, at + 1, "malformed_bundle"));
  regions.push(region("freshness", at + 1, at + 33, "report_data_mismatch"));
  regions.push(region("nonce path", at + 33, bundle.length, "malformed_bundle", "nonce_mismatch"));
  return regions.filter(({ from, to }) => to > from);
}

describe.each(accept)("evidence with a $name", ({ bundle: hex, expectedNonce }) => {
  const bundle = fromHex(hex);
  const check = (changed: Uint8Array) =>
    verifyNode({
      bundle: changed,
      policy: parsePolicy(JSON.stringify(policy), { allowSimulated: true }),
      referenceValues: null,
      nowMs,
      ...(expectedNonce !== null && { expectedNonce: fromHex(expectedNonce) }),
    });

  it("is accepted as it is, and no byte of it is in no region", async () => {
    expect(await check(bundle)).toMatchObject({ ok: true });
    const regions = regionsOf(bundle);
    expect(regions.map(({ from }) => from)).toEqual([0, ...regions.slice(0, -1).map(({ to }) => to)]);
    expect(regions.at(-1)?.to).toBe(bundle.length);
  });

  it.each(regionsOf(bundle))(
    "is refused with any bit of its $name changed",
    async (changedIn) => {
      await forFlips(bundle, { ...changedIn, sample: 250 }, async (changed) => {
        const verdict = await check(changed);
        expect(changedIn.codes).toContain(verdict.ok ? "accepted" : verdict.code);
      });
    },
    FLIPS_TIMEOUT_MS,
  );

  it("is accepted with n − s in place of s: ECDSA can't tell them apart, and no bit alone makes it so", async () => {
    const at = 4 + AT.signatureS;
    const s = BigInt(`0x${Buffer.from(bundle.slice(at, at + P384_BYTES).reverse()).toString("hex")}`);
    const other = fromHex((P384_ORDER - s).toString(16).padStart(2 * P384_BYTES, "0")).reverse();
    const changed = new Uint8Array(bundle);
    changed.set(other, at);
    expect(await check(changed)).toMatchObject({ ok: true });
    expect(await check(flipped(changed, at * 8))).toMatchObject({ ok: false, code: "report_signature" });
  });
});

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
const FOLDER =
  process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../shared/vectors", import.meta.url));

interface RealVector {
  readonly id: string;
  readonly report: string;
  readonly certs: Readonly<Record<"vek" | "ask" | "ark", string>>;
  readonly check_time: string;
}

describe.skipIf(!existsSync(FOLDER))(`reports of real hardware in ${FOLDER}, skipped where absent`, () => {
  const read = (name: string) => new Uint8Array(readFileSync(`${FOLDER}/snp/${name}`));
  const manifest = existsSync(FOLDER)
    ? (JSON.parse(readFileSync(`${FOLDER}/snp/manifest.json`, "utf8")) as {
        readonly roots: { readonly amd: Readonly<Record<"Milan" | "Genoa" | "Turin", string>> };
        readonly vectors: readonly RealVector[];
      })
    : { roots: { amd: {} }, vectors: [] };
  const real = manifest.vectors.filter(({ id, certs }) => id.startsWith("real-") && certs);
  const rules = (vector: RealVector): ChainRules => ({
    roots: Object.entries(manifest.roots.amd).map(([product, spkiSha256]) => ({
      product: product as "Milan" | "Genoa" | "Turin",
      spkiSha256,
      class: "amd",
    })),
    crl: "any",
    crlMaxAgeMs: "any",
    nowMs: Date.parse(vector.check_time),
  });

  it("are of several generations", () => {
    expect(real.length).toBeGreaterThanOrEqual(14);
  });

  it.each(real)(
    "are refused with any bit changed: $id",
    async (vector) => {
      const { vek, ask, ark } = vector.certs;
      const evidence: AttesterEvidence = {
        report: read(vector.report),
        vek: read(vek),
        ask: read(ask),
        ark: read(ark),
        crl: new Uint8Array(),
      };
      await verifyEvidence(evidence, rules(vector));
      const refused = async (
        part: keyof AttesterEvidence,
        from: number,
        to: number,
        codes: readonly string[],
      ) =>
        forFlips(evidence[part], { from, to, sample: 15 }, async (changed) => {
          const error = await thrownBy(() => verifyEvidence({ ...evidence, [part]: changed }, rules(vector)));
          expect(error).toBeInstanceOf(EvidenceError);
          expect(codes).toContain((error as EvidenceError).code);
        });
      for (const { from, to, codes } of REPORT_REGIONS) await refused("report", from, to, codes);
      for (const part of ["vek", "ask", "ark"] as const)
        await refused(part, 0, evidence[part].length, CODES[part]);
    },
    FLIPS_TIMEOUT_MS,
  );
});
