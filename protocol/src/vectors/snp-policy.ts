import { type AppraisalPolicy, PRODUCTS, type Product, type RootPin } from "../attestation/index.ts";

/** Levels as the public vectors name them. */
export interface VectorTcb {
  readonly fmc?: number;
  readonly bl: number;
  readonly tee: number;
  readonly snp: number;
  readonly ucode: number;
}

type Triple = readonly [major: number, minor: number, build: number];

/** A policy of the public vectors: a knob that is absent means any, an empty list rejects. */
export interface VectorPolicy {
  readonly allow_debug?: boolean;
  readonly allow_migration_agent?: boolean;
  readonly allow_provisional_firmware?: boolean;
  readonly allow_cxl?: boolean;
  readonly allow_unknown_platform_bits?: boolean;
  readonly allowed_signing_keys?: readonly ("VCEK" | "VLEK")[];
  readonly allowed_products?: readonly Product[];
  readonly allowed_csp_ids?: readonly string[];
  readonly chip_ids?: readonly string[];
  readonly vmpl?: readonly number[];
  readonly measurements?: readonly string[];
  readonly report_data?: string;
  readonly report_id_ma_unset?: boolean;
  readonly host_data?: string;
  readonly guest_smt?: "forbid" | "any";
  readonly platform_smt?: "forbid" | "any";
  readonly require_alias_check?: boolean;
  readonly require_ciphertext_hiding?: boolean;
  readonly tio?: "forbid" | "any";
  readonly min_report_version?: number;
  readonly min_guest_abi?: readonly [major: number, minor: number];
  readonly min_firmware?: Readonly<Record<string, Triple>>;
  /** By product, or by product and range of CPUID models: `Genoa/A0-AF`. */
  readonly min_tcb?: Readonly<Record<string, VectorTcb>>;
  readonly min_launch_mit_vector?: number;
  readonly id_key_digests?: readonly string[];
  readonly author_key_digests?: readonly string[];
  readonly min_guest_svn?: number;
}

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
  hostData: policy.host_data ?? "any",
  idKeyDigests: listOrAny(policy.id_key_digests),
  authorKeyDigests: listOrAny(policy.author_key_digests),
  minGuestSvn: policy.min_guest_svn ?? "any",
  launchMitigations: policy.min_launch_mit_vector?.toString(16).padStart(16, "0") ?? "any",
  chipIds: listOrAny(policy.chip_ids),
  cspIds: listOrAny(policy.allowed_csp_ids),
  gpuTee: "any",
  beaconSources: [],
});

const listOrAny = <T>(list: readonly T[] | undefined): T[] | "any" => (list ? [...list] : "any");
const forbidUnless = (allowed: boolean | undefined): "forbid" | "any" =>
  allowed === false ? "forbid" : "any";

function productNamed(name: string): Product {
  const product = PRODUCTS.find((known) => known === name);
  if (!product) throw new Error(`unknown product ${name}`);
  return product;
}

function tcbEntry([key, tcb]: readonly [string, VectorTcb]) {
  const [name, range] = key.split("/");
  const [from, to] = (range ?? "").split("-").map((model) => Number.parseInt(model, 16));
  return {
    product: productNamed(name as string),
    models: range === undefined ? ("any" as const) : { from: from as number, to: (to ?? from) as number },
    tcb: { fmc: tcb.fmc ?? 0, bootloader: tcb.bl, tee: tcb.tee, snp: tcb.snp, microcode: tcb.ucode },
  };
}

const firmwareEntry = ([name, [major, minor, build]]: readonly [string, Triple]) => ({
  product: productNamed(name),
  major,
  minor,
  build,
});
