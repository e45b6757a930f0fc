import * as v from "valibot";
import { type AppraisalPolicy, PRODUCTS, type RootPin } from "../../attestation/index.ts";

const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const product = v.picklist(PRODUCTS);
const forbidOrAny = v.picklist(["forbid", "any"]);
const flag = v.boolean();
const texts = v.array(v.string());

const tcb = v.strictObject({ fmc: v.optional(byte), bl: byte, tee: byte, snp: byte, ucode: byte });
/** Levels as the public vectors name them. */
export type VectorTcb = v.InferOutput<typeof tcb>;

/** A product, or a product and a range of CPUID models: `Genoa/A0-AF`. */
const tcbKey = v.pipe(
  v.string(),
  v.regex(/^(?:Milan|Genoa|Turin)(?:\/[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2})?)?$/),
);
const triple = v.tuple([byte, byte, byte]);

/** A policy of the public vectors: a knob that is absent means any, an empty list rejects; a knob unknown here is an error. */
export const vectorPolicySchema = v.strictObject({
  allow_debug: v.optional(flag),
  allow_migration_agent: v.optional(flag),
  allow_provisional_firmware: v.optional(flag),
  allow_cxl: v.optional(flag),
  allow_unknown_platform_bits: v.optional(flag),
  allowed_signing_keys: v.optional(v.array(v.picklist(["VCEK", "VLEK"]))),
  allowed_products: v.optional(v.array(product)),
  allowed_csp_ids: v.optional(texts),
  chip_ids: v.optional(texts),
  vmpl: v.optional(v.array(byte)),
  measurements: v.optional(texts),
  report_data: v.optional(v.string()),
  report_id_ma_unset: v.optional(flag),
  host_data: v.optional(v.string()),
  guest_smt: v.optional(forbidOrAny),
  platform_smt: v.optional(forbidOrAny),
  require_alias_check: v.optional(flag),
  require_ciphertext_hiding: v.optional(flag),
  tio: v.optional(forbidOrAny),
  min_report_version: v.optional(byte),
  min_guest_abi: v.optional(v.tuple([byte, byte])),
  min_firmware: v.optional(v.record(product, triple)),
  min_tcb: v.optional(v.record(tcbKey, tcb)),
  min_launch_mit_vector: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  id_key_digests: v.optional(texts),
  author_key_digests: v.optional(texts),
  min_guest_svn: v.optional(v.number()),
});
export type VectorPolicy = v.InferOutput<typeof vectorPolicySchema>;

/** The same demands in our own form. Without a policy, everything is any: the vector is about signatures alone. */
export const appraisalPolicyOf = (
  policy: VectorPolicy,
  roots: readonly RootPin[],
  crl: "require" | "any",
): AppraisalPolicy => ({
  name: "public vectors",
  roots: [...roots],
  products: listOrAny(policy.allowed_products),
  signingKeys: listOrAny(policy.allowed_signing_keys),
  chipIdentity: "any",
  crl,
  crlMaxAgeMs: "any",
  minReportVersion: policy.min_report_version ?? "any",
  minTcb: policy.min_tcb ? Object.entries(policy.min_tcb).map(tcbEntry) : "any",
  minFirmware: policy.min_firmware ? Object.entries(policy.min_firmware).map(firmwareEntry) : "any",
  minGuestAbi: policy.min_guest_abi
    ? { major: policy.min_guest_abi[0], minor: policy.min_guest_abi[1] }
    : "any",
  provisionalFirmware: forbidUnless(policy.allow_provisional_firmware),
  debug: forbidUnless(policy.allow_debug),
  migrationAgentAllowed: forbidUnless(policy.allow_migration_agent),
  migrationAgentBound: policy.report_id_ma_unset ? "forbid" : "any",
  cxl: forbidUnless(policy.allow_cxl),
  guestSmt: policy.guest_smt ?? "any",
  platformSmt: policy.platform_smt ?? "any",
  tio: policy.tio ?? "any",
  unknownPlatformBits: forbidUnless(policy.allow_unknown_platform_bits),
  aliasCheck: policy.require_alias_check ? "require" : "any",
  ciphertextHiding: policy.require_ciphertext_hiding ? "require" : "any",
  vmpl: listOrAny(policy.vmpl),
  measurements: listOrAny(policy.measurements),
  referenceValues: "none",
  hostData: policy.host_data ?? "any",
  idKeyDigests: listOrAny(policy.id_key_digests),
  authorKeyDigests: listOrAny(policy.author_key_digests),
  minGuestSvn: policy.min_guest_svn ?? "any",
  launchMitigations: policy.min_launch_mit_vector?.toString(16).padStart(16, "0") ?? "any",
  chipIds: listOrAny(policy.chip_ids),
  cspIds: listOrAny(policy.allowed_csp_ids),
  gpuTee: "any",
  gpuRoots: [],
  beaconSources: [],
});

const listOrAny = <T>(list: readonly T[] | undefined): T[] | "any" => (list ? [...list] : "any");
const forbidUnless = (allowed: boolean | undefined): "forbid" | "any" =>
  allowed === false ? "forbid" : "any";

function tcbEntry([key, level]: readonly [string, VectorTcb]) {
  const [name, range] = key.split("/");
  const [from, to] = (range ?? "").split("-").map((model) => Number.parseInt(model, 16));
  return {
    product: v.parse(product, name),
    models: range === undefined ? ("any" as const) : { from: from as number, to: (to ?? from) as number },
    tcb: {
      fmc: level.fmc ?? 0,
      bootloader: level.bl,
      tee: level.tee,
      snp: level.snp,
      microcode: level.ucode,
    },
  };
}

const firmwareEntry = ([name, [major, minor, build]]: readonly [string, v.InferOutput<typeof triple>]) => ({
  product: v.parse(product, name),
  major,
  minor,
  build,
});
