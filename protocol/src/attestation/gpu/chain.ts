import { sha256, toHex } from "../../bytes/index.ts";
import { isEcdsaSha384, isP384, verifyEcdsaDer } from "../algorithms.ts";
import { authorityOf } from "../authority.ts";
import { type Certificate, isUnderstood } from "../certificate.ts";
import { demand } from "../reasons.ts";
import type { GpuRootClass, GpuRootPin } from "./roots.ts";

/** What a policy says about a device's chain. */
export interface GpuChainRules {
  readonly roots: readonly GpuRootPin[];
  readonly nowMs: number;
}

export interface VerifiedGpuChain {
  readonly leaf: Certificate;
  readonly rootClass: GpuRootClass;
  /** Null for a device that is no GPU. */
  readonly architecture: GpuArchitecture | null;
}

/** The GPUs that can be confidential. NVIDIA's switches have the same root, and count as none. */
export type GpuArchitecture = "GH100" | "GB100";

/** From the leaf up to the pinned root, which is the last (SPEC 3.9). @throws EvidenceError */
export async function verifyGpuChain(
  chain: readonly Certificate[],
  { roots, nowMs }: GpuChainRules,
): Promise<VerifiedGpuChain> {
  const leaf = chain[0] as Certificate;
  const fingerprint = toHex(sha256((chain.at(-1) as Certificate).spki));
  const pin = roots.find(({ spkiSha256 }) => spkiSha256 === fingerprint);
  demand(pin !== undefined, "gpu_root_not_pinned");
  demand(chain.every(isOfProfile), "gpu_chain_signature");
  const signed = chain.map((certificate, i) => isIssued(certificate, chain[i + 1] ?? certificate, i));
  demand((await Promise.all(signed)).every(Boolean), "gpu_chain_signature");
  for (const { notBeforeMs, notAfterMs } of chain)
    demand(notBeforeMs <= nowMs && nowMs <= notAfterMs, "gpu_cert_time");
  return { leaf, rootClass: pin.class, architecture: architectureOf(chain) };
}

/** All but the leaf may sign certificates, and no more of them follow than each allows; the leaf signs reports only. */
function isOfProfile(certificate: Certificate, position: number): boolean {
  const { algorithms, spki } = certificate;
  const { isAuthority, signsCertificates, pathLength } = authorityOf(certificate);
  const inPlace =
    position === 0
      ? !isAuthority
      : isAuthority && signsCertificates && (pathLength === null || pathLength >= position - 1);
  return inPlace && algorithms.every(isEcdsaSha384) && isP384(spki) && isUnderstood(certificate);
}

const isIssued = async (certificate: Certificate, issuer: Certificate, position: number): Promise<boolean> =>
  certificate.issuer === issuer.subject &&
  (position < OWN_CERTIFICATES ? isSigned(certificate, issuer) : isSignedOrKnown(certificate, issuer));

const isSigned = ({ signature, signed }: Certificate, { spki }: Certificate): Promise<boolean> =>
  verifyEcdsaDer(spki, signature, signed);

/** Above a device's own certificates stand those that all devices of its kind share. */
const OWN_CERTIFICATES = 2;
const MOST_KNOWN = 64;
/** Good signatures, by the hash of all that they depend on: each takes a millisecond, and half of a chain is always the same. */
const known = new Set<string>();

async function isSignedOrKnown(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const name = toHex(sha256(issuer.spki, sha256(certificate.signed), certificate.signature));
  if (known.has(name)) return true;
  const holds = await isSigned(certificate, issuer);
  if (known.size >= MOST_KNOWN) known.clear();
  if (holds) known.add(name);
  return holds;
}

/**
 * By every name of the chain, one on each line: an NVSwitch hangs below the very "GH100 Identity" that GPUs do, so that no
 * single name tells them apart.
 */
const GPU_NAMES =
  /^(GH100|GB100) A\d\d GSP FMC LF\n\1 A\d\d GSP BROM\nNVIDIA \1 Provisioner ICA \d+\nNVIDIA \1 Identity\n.+$/;

const architectureOf = (chain: readonly Certificate[]): GpuArchitecture | null =>
  (GPU_NAMES.exec(chain.map(({ commonName }) => commonName).join("\n"))?.[1] as
    | GpuArchitecture
    | undefined) ?? null;
