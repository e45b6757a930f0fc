import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/index.ts";
import { appraisalPolicyOf, type VectorPolicy, type VectorTcb } from "../vectors/snp-policy.ts";
import {
  type AppraisalPolicy,
  appraise,
  type AttestationReport,
  EvidenceError,
  type Product,
  parsePolicy,
  parseReport,
  productOf,
  type RootPin,
  type VerifiedReport,
  verifyEvidence,
} from "./index.ts";
import { inOrder, REASONS } from "./reasons.ts";
import { decodeTcb } from "./tcb.ts";

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
const FOLDER = `${process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../shared/vectors", import.meta.url))}/snp`;
const present = existsSync(`${FOLDER}/manifest.json`);

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly report: string;
  readonly certs?: { readonly vek: string; readonly ask: string; readonly ark: string };
  readonly crl?: string;
  readonly require_crl?: boolean;
  readonly trust?: "amd" | "sim";
  readonly check_time?: string;
  readonly policy?: string | VectorPolicy;
  readonly product?: Product;
  /** What a parser has to find. */
  readonly fields?: unknown;
  readonly expect: {
    readonly verify?: "accept" | "reject";
    readonly reason?: string;
    readonly appraisal?: "accept" | "reject";
    readonly appraisal_reasons?: readonly string[];
  };
}

interface Manifest {
  readonly format: string;
  readonly roots: Readonly<Record<"amd" | "sim", Readonly<Record<Product, string>>>>;
  readonly policies: Readonly<Record<string, VectorPolicy>>;
  readonly vectors: readonly Vector[];
}

const EMPTY: Manifest = {
  format: "",
  roots: { amd: { Milan: "", Genoa: "", Turin: "" }, sim: { Milan: "", Genoa: "", Turin: "" } },
  policies: {},
  vectors: [],
};
const manifest = present ? (JSON.parse(readFileSync(`${FOLDER}/manifest.json`, "utf8")) as Manifest) : EMPTY;
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${name}`));

const rootsOf = (trust: "amd" | "sim"): RootPin[] =>
  Object.entries(manifest.roots[trust]).map(([product, spkiSha256]) => ({
    product: product as Product,
    spkiSha256,
    class: trust === "amd" ? "amd" : "simulated",
  }));

const policyOf = (vector: Vector): AppraisalPolicy => {
  const named = typeof vector.policy === "string" ? manifest.policies[vector.policy] : vector.policy;
  const policy = appraisalPolicyOf(
    named ?? {},
    rootsOf(vector.trust ?? "amd"),
    vector.require_crl ? "require" : "any",
  );
  return parsePolicy(JSON.stringify(policy), { allowSimulated: true });
};

const verify = (vector: Vector): Promise<VerifiedReport> => {
  const { vek = "", ask = "", ark = "" } = vector.certs ?? {};
  return verifyEvidence(
    {
      report: file(vector.report),
      vek: file(vek),
      ask: file(ask),
      ark: file(ark),
      crl: vector.crl ? file(vector.crl) : new Uint8Array(),
    },
    { ...policyOf(vector), nowMs: Date.parse(vector.check_time ?? "") },
  );
};

const expectedReportData = ({ policy }: Vector, verified: VerifiedReport): Uint8Array =>
  typeof policy === "object" && policy.report_data ? fromHex(policy.report_data) : verified.report.reportData;

/** The reasons of the vectors have our names; the one that ours lack is the general form of one that we have. */
const OUR_REASON: Readonly<Record<string, string>> = { malformed_report: "reserved_nonzero" };

describe.skipIf(!present)(
  `public SEV-SNP vectors of ${FOLDER} (skipped where COCOON_VECTORS is absent)`,
  () => {
    const withCerts = manifest.vectors.filter(({ certs }) => certs);

    it("are of the format that this test reads", () => {
      expect(manifest.format).toBe("snp-vectors/1");
      const reasons = manifest.vectors.flatMap(({ expect: { reason, appraisal_reasons } }) => [
        ...(reason ? [reason] : []),
        ...(appraisal_reasons ?? []),
      ]);
      for (const reason of reasons) expect(REASONS).toHaveProperty(OUR_REASON[reason] ?? reason);
    });

    it.each(withCerts.filter((vector) => vector.expect.verify === "accept"))(
      "verifies $id: $title",
      async (vector) => {
        const verified = await verify(vector);
        expect(verified.product).toBe(vector.product);
        expect(verified.rootClass).toBe(vector.trust === "amd" ? "amd" : "simulated");
        if (vector.fields)
          expect(fieldsOf(verified.report, verified.product, verified.product)).toEqual(vector.fields);
      },
    );

    it.each(withCerts.filter((vector) => vector.expect.verify === "reject"))(
      "refuses $id: $title",
      async (vector) => {
        const reason = vector.expect.reason ?? "";
        await expect(verify(vector)).rejects.toEqual(expect.any(EvidenceError));
        await expect(verify(vector)).rejects.toHaveProperty("code", OUR_REASON[reason] ?? reason);
      },
    );

    it.each(withCerts.filter((vector) => vector.expect.appraisal))(
      "appraises $id: $title",
      async (vector) => {
        const verified = await verify(vector);
        const failures = appraise(verified, policyOf(vector), expectedReportData(vector, verified));
        const expected = vector.expect.appraisal_reasons ?? [];
        expect([...inOrder(failures)].sort()).toEqual([...expected].sort());
        expect(failures.length === 0).toBe(vector.expect.appraisal === "accept");
      },
    );

    it.each(manifest.vectors.filter(({ certs }) => !certs))("parses $id", ({ report, fields }) => {
      const parsed = parseReport(file(report));
      expect(fieldsOf(parsed, parsed.cpuId && productOf(parsed.cpuId), null)).toEqual(fields);
    });
  },
);

/** A report in the vectors' own names; levels are decoded where a chain has said whose they are. */
function fieldsOf(report: AttestationReport, product: Product | null, levels: Product | null): unknown {
  const { policy, platform, cpuId } = report;
  return {
    version: report.version,
    guest_svn: report.guestSvn,
    policy: `0x${new DataView(report.signed.buffer).getBigUint64(0x08, true).toString(16)}`,
    policy_bits: {
      abiMinor: policy.abiMinor,
      abiMajor: policy.abiMajor,
      smt: policy.smt,
      migrateMa: policy.migrationAgent,
      debug: policy.debug,
      singleSocket: policy.singleSocket,
      cxl: policy.cxl,
      aes256xts: policy.aes256Xts,
      raplDis: policy.raplDisabled,
      ciphertextHiding: policy.ciphertextHiding,
      pageSwapDisable: policy.pageSwapDisabled,
    },
    vmpl: report.vmpl,
    platform_info: `0x${new DataView(report.signed.buffer).getBigUint64(0x40, true).toString(16)}`,
    platform_bits: {
      smt: platform.smt,
      tsme: platform.tsme,
      ecc: platform.ecc,
      raplDis: platform.raplDisabled,
      ciphertextHiding: platform.ciphertextHiding,
      aliasCheckComplete: platform.aliasCheckComplete,
      iommuWriteSafe: platform.iommuWriteSafe,
      tio: platform.tio,
    },
    signing_key: report.signingKey,
    author_key_en: report.authorKeyEnabled,
    mask_chip_key: false,
    family_id: toHex(report.familyId),
    image_id: toHex(report.imageId),
    report_data: toHex(report.reportData),
    measurement: toHex(report.measurement),
    host_data: toHex(report.hostData),
    id_key_digest: toHex(report.idKeyDigest),
    author_key_digest: toHex(report.authorKeyDigest),
    report_id: toHex(report.reportId),
    report_id_ma: toHex(report.reportIdMa),
    fms: cpuId && [cpuId.family, cpuId.model, cpuId.stepping],
    product,
    chip_id: toHex(report.chipId),
    tcb: levels && {
      reported: tcbOf(report.tcb.reported, levels),
      current: tcbOf(report.tcb.current, levels),
      committed: tcbOf(report.tcb.committed, levels),
      launch: tcbOf(report.tcb.launch, levels),
    },
    current_version: versionOf(report.currentFirmware),
    committed_version: versionOf(report.committedFirmware),
    launch_mit_vector: hexOrNull(report.launchMitigations),
    current_mit_vector: hexOrNull(report.currentMitigations),
  };
}

const hexOrNull = (value: bigint | null): string | null =>
  value === null ? null : `0x${value.toString(16)}`;

const versionOf = ({ major, minor, build }: AttestationReport["currentFirmware"]): string =>
  `${major}.${minor}.${build}`;

function tcbOf(raw: Uint8Array, product: Product): VectorTcb {
  const { fmc, bootloader, tee, snp, microcode } = decodeTcb(product, raw);
  return { ...(product === "Turin" && { fmc }), bl: bootloader, tee, snp, ucode: microcode };
}
