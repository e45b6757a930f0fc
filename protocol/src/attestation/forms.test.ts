import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, MalformedError, u8 } from "../bytes/index.ts";
import { der, ia5String, integer } from "../testing/der-writer.ts";
import { thrownBy } from "../testing/flips.ts";
import { extension } from "../testing/certificates.ts";
import type { EvidenceVectors } from "../vectors/evidence-vectors.ts";
import { checkBinding, SPL, VEK_OID } from "./binding.ts";
import { type Certificate, parseCertificate, readExtensions } from "./certificate.ts";
import { DerReader, TAG } from "./der.ts";
import { encodeEvidenceBundle, EvidenceError, parseEvidenceBundle, parseReport } from "./index.ts";
import { productOf } from "./products.ts";
import { reportDataOf } from "./report-data.ts";
import { decodeTcb, encodeTcb } from "./tcb.ts";

const OWN = fileURLToPath(new URL("../../vectors/evidence.json", import.meta.url));
const { accept } = JSON.parse(readFileSync(OWN, "utf8")) as EvidenceVectors;
const bundle = parseEvidenceBundle(fromHex(accept[0]?.bundle ?? ""));

describe("an evidence bundle", () => {
  it("is not written with a part over its cap, nor with a freshness of another size", () => {
    expect(() => encodeEvidenceBundle({ ...bundle, crl: new Uint8Array(64 * 1024 + 1) })).toThrow(
      "crl is larger than 65536 bytes",
    );
    const freshness = { mode: "beacon" as const, value: new Uint8Array(31) };
    expect(() => encodeEvidenceBundle({ ...bundle, freshness })).toThrow(MalformedError);
  });

  it("is not read with a nonce path of more than ten steps or with a side that there is none of", () => {
    const step = { sibling: new Uint8Array(32), siblingIs: "left" as const };
    const withPath = (length: number) =>
      encodeEvidenceBundle({
        ...bundle,
        freshness: { mode: "nonce", value: new Uint8Array(32), path: Array.from({ length }, () => step) },
      });
    expect(parseEvidenceBundle(withPath(10)).freshness).toMatchObject({ mode: "nonce" });
    expect(() => parseEvidenceBundle(withPath(11))).toThrow("nonce path is too long");
    const one = withPath(1);
    one[one.length - 33] = 2;
    expect(() => parseEvidenceBundle(one)).toThrow("unknown side");
  });

  it("commits to a freshness of 32 bytes only", () => {
    const statement = { mode: "nonce", keyMaterial: u8(0), deviceEvidence: u8(0) } as const;
    expect(reportDataOf({ ...statement, freshness: new Uint8Array(32) })).toHaveLength(64);
    expect(() => reportDataOf({ ...statement, freshness: new Uint8Array(31) })).toThrow(RangeError);
  });
});

describe("a processor", () => {
  it.each([
    [0x19, 0x00, "Milan"],
    [0x19, 0x0f, "Milan"],
    [0x19, 0x10, "Genoa"],
    [0x19, 0x1f, "Genoa"],
    [0x19, 0x20, null],
    [0x19, 0x9f, null],
    [0x19, 0xa0, "Genoa"],
    [0x19, 0xaf, "Genoa"],
    [0x19, 0xb0, null],
    [0x1a, 0x00, "Turin"],
    [0x1a, 0x11, "Turin"],
    [0x1a, 0x12, null],
    [0x17, 0x31, null],
  ])("of family %i and model %i is of the line %s", (family, model, product) => {
    expect(productOf({ family, model, stepping: 0 })).toBe(product);
  });

  it.each(["Milan", "Genoa", "Turin"] as const)(
    "of the line %s has levels where its layout says",
    (product) => {
      const tcb = { fmc: product === "Turin" ? 5 : 0, bootloader: 1, tee: 2, snp: 3, microcode: 4 };
      expect(decodeTcb(product, encodeTcb(product, tcb))).toEqual(tcb);
      expect(decodeTcb(product, new Uint8Array())).toEqual({
        fmc: 0,
        bootloader: 0,
        tee: 0,
        snp: 0,
        microcode: 0,
      });
    },
  );
});

describe("a leaf's binding to its report", () => {
  const report = parseReport(bundle.report);
  const vek = parseCertificate(bundle.vek);

  /** The leaf with one extension exchanged, or taken out. */
  const leaf = (oid: string, value: Uint8Array | null): Certificate => {
    const extensions = new Map(vek.extensions);
    extensions.delete(oid);
    if (value) {
      const list = der(TAG.context(3), der(TAG.sequence, extension(oid, value)));
      for (const [name, entry] of readExtensions(new DerReader(list).inside(TAG.context(3))))
        extensions.set(name, entry);
    }
    return { ...vek, extensions };
  };
  const check = (certificate: Certificate, product: "Genoa" | "Milan" = "Genoa") =>
    checkBinding(report, { product, rootClass: "simulated", vek: certificate });

  it("holds as it was certified, with the HWID bare and wrapped", () => {
    expect(check(vek)).toBeNull();
    expect(check(leaf(VEK_OID.hwid, report.chipId))).toBeNull();
    expect(check(leaf(VEK_OID.hwid, der(TAG.octetString, report.chipId)))).toBeNull();
  });

  it.each([
    ["no HWID", VEK_OID.hwid, null, "vek_extension"],
    ["a HWID cut short", VEK_OID.hwid, der(TAG.octetString, report.chipId.subarray(1)), "vek_extension"],
    ["a HWID of another form", VEK_OID.hwid, integer(1), "vek_extension"],
    [
      "another chip's HWID",
      VEK_OID.hwid,
      report.chipId.with(0, 0xff ^ (report.chipId[0] as number)),
      "hwid_mismatch",
    ],
    ["a provider beside the HWID", VEK_OID.cspId, ia5String("cloud"), "vek_extension"],
    ["no product name", VEK_OID.productName, null, "vek_extension"],
    ["a product name of another form", VEK_OID.productName, integer(1), "vek_extension"],
    ["another line's name", VEK_OID.productName, ia5String("Milan-B0"), "product_mismatch"],
    ["no patch level", VEK_OID.spl(SPL.snp), null, "vek_extension"],
    ["another patch level", VEK_OID.spl(SPL.snp), integer(1), "tcb_mismatch"],
    ["a patch level over a byte", VEK_OID.spl(SPL.snp), integer(256), "vek_extension"],
    [
      "a patch level with something behind",
      VEK_OID.spl(SPL.snp),
      concatBytes(integer(27), u8(0)),
      "vek_extension",
    ],
  ] as const)("fails with %s", async (_, oid, value, code) => {
    const error = await thrownBy(() => check(leaf(oid, value)));
    expect(error).toBeInstanceOf(EvidenceError);
    expect((error as EvidenceError).code).toBe(code);
  });

  it("fails under another line's root, and with a key of another kind", async () => {
    expect(await thrownBy(() => check(vek, "Milan"))).toMatchObject({ code: "product_mismatch" });
    const other = { ...vek, spki: new Uint8Array(vek.spki.length) };
    expect(await thrownBy(() => check(other))).toMatchObject({ code: "cert_profile" });
  });
});
