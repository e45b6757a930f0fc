import { sha256, toHex } from "../bytes/index.ts";
import { isRsa4096, verifyPss } from "./algorithms.ts";
import type { RootClass, RootPin } from "./amd-roots.ts";
import { checkIntermediate, checkRoot } from "./authority.ts";
import { type Certificate, checkProfile, parseCertificate } from "./certificate.ts";
import { checkCrl } from "./crl.ts";
import { type CpuId, type Product, productOf } from "./products.ts";
import { demand } from "./reasons.ts";
import type { SigningKey } from "./report-flags.ts";

/** The three certificates in DER, and the root's revocation list; empty when there is none. */
export interface ChainInput {
  readonly vek: Uint8Array;
  readonly ask: Uint8Array;
  readonly ark: Uint8Array;
  readonly crl: Uint8Array;
}

/** What a policy says about the chain. */
export interface ChainRules {
  readonly roots: readonly RootPin[];
  readonly crl: "require" | "any";
  readonly crlMaxAgeMs: number | "any";
  readonly nowMs: number;
}

/** What the report says about its chain. */
export interface ChainClaim {
  readonly signingKey: SigningKey;
  /** Null in reports of version 2: the root says the product then. */
  readonly cpuId: CpuId | null;
}

export interface VerifiedChain {
  readonly product: Product;
  readonly rootClass: RootClass;
  /** The leaf, whose key signs reports. */
  readonly vek: Certificate;
}

/** From the pinned root down to the leaf (SPEC 3.4, 3.5). @throws EvidenceError */
export async function verifyChain(
  input: ChainInput,
  claim: ChainClaim,
  rules: ChainRules,
): Promise<VerifiedChain> {
  const ark = parseCertificate(input.ark);
  const root = pinOf(ark, rules.roots);
  checkProduct(root.product, claim.cpuId);
  const ask = parseCertificate(input.ask);
  const vek = parseCertificate(input.vek);
  for (const certificate of [ark, ask, vek]) checkProfile(certificate);
  demand(isRsa4096(ark.spki) && isRsa4096(ask.spki), "cert_profile");
  for (const [certificate, issuer] of [
    [ark, ark],
    [ask, ark],
    [vek, ask],
  ] as const)
    await checkIssued(certificate, issuer);
  checkKind(root.product, claim.signingKey, { ark, ask, vek });
  checkRoot(ark);
  checkIntermediate(ask);
  for (const { notBeforeMs, notAfterMs } of [ark, ask, vek])
    demand(notBeforeMs <= rules.nowMs && rules.nowMs <= notAfterMs, "cert_time");
  await checkRevocation(input.crl, ark, ask, rules);
  return { product: root.product, rootClass: root.class, vek };
}

/** Pinned is the key, not the certificate: whoever lacks the root's private key can make no other certificate of it. */
function pinOf(ark: Certificate, roots: readonly RootPin[]): RootPin {
  const fingerprint = toHex(sha256(ark.spki));
  const pin = roots.find(({ spkiSha256 }) => spkiSha256 === fingerprint);
  demand(pin !== undefined, "root_not_pinned");
  return pin;
}

function checkProduct(rootProduct: Product, cpuId: CpuId | null): void {
  if (cpuId === null) return;
  const product = productOf(cpuId);
  demand(product !== null, "product_unknown");
  demand(product === rootProduct, "product_mismatch");
}

async function checkIssued(certificate: Certificate, issuer: Certificate): Promise<void> {
  demand(certificate.issuer === issuer.subject, "chain_signature");
  demand(await verifyPss(issuer.spki, certificate.signature, certificate.signed), "chain_signature");
}

/** A VLEK that passed for a VCEK would bind the report to no chip. */
function checkKind(
  product: Product,
  signingKey: SigningKey,
  { ark, ask, vek }: Readonly<Record<"ark" | "ask" | "vek", Certificate>>,
): void {
  const named =
    ark.commonName === `ARK-${product}` &&
    ask.commonName === (signingKey === "VCEK" ? `SEV-${product}` : `SEV-VLEK-${product}`) &&
    vek.commonName === `SEV-${signingKey}`;
  demand(named, "chain_kind");
}

async function checkRevocation(
  crl: Uint8Array,
  root: Certificate,
  intermediate: Certificate,
  { crl: demanded, crlMaxAgeMs, nowMs }: ChainRules,
): Promise<void> {
  if (crl.length > 0) return checkCrl(crl, { root, intermediate, nowMs, maxAgeMs: crlMaxAgeMs });
  demand(demanded === "any", "crl_missing");
}
