import { sha256, toHex } from "../../bytes/index.ts";
import { isEcdsaSha384, isP384, verifyEcdsaDer } from "../algorithms.ts";
import { authorityOf } from "../authority.ts";
import { type Certificate, isUnderstood, readCertificate } from "../certificate.ts";
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
export const GPU_ARCHITECTURES = ["GH100", "GB100"] as const;
export type GpuArchitecture = (typeof GPU_ARCHITECTURES)[number];

/** From the leaf up to the pinned root, which is the last (SPEC 3.9). @throws EvidenceError, MalformedError */
export async function verifyGpuChain(
  ders: readonly Uint8Array[],
  { roots, nowMs }: GpuChainRules,
): Promise<VerifiedGpuChain> {
  const chain = ders.map((der) => readCertificate(der));
  const leaf = chain[0] as Certificate;
  const fingerprint = toHex(sha256((chain.at(-1) as Certificate).spki));
  const pin = roots.find(({ spkiSha256 }) => spkiSha256 === fingerprint);
  demand(pin !== undefined, "gpu_root_not_pinned");
  demand(chain.every(isOfProfile), "gpu_chain_signature");
  const signed = chain.map((certificate, i) => isIssued(certificate, chain[i + 1] ?? certificate));
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

const isIssued = async (certificate: Certificate, issuer: Certificate): Promise<boolean> =>
  certificate.issuer === issuer.subject &&
  verifyEcdsaDer(issuer.spki, certificate.signature, certificate.signed);

/**
 * By every name of the chain: an NVSwitch hangs below the very "GH100 Identity" that GPUs do, so that no single name
 * tells them apart.
 */
function architectureOf(chain: readonly Certificate[]): GpuArchitecture | null {
  const names = chain.map(({ commonName }) => commonName);
  return (
    GPU_ARCHITECTURES.find((architecture) => {
      const expected = [
        `${architecture} A\\d\\d GSP FMC LF`,
        `${architecture} A\\d\\d GSP BROM`,
        `NVIDIA ${architecture} Provisioner ICA \\d+`,
        `NVIDIA ${architecture} Identity`,
        ".+",
      ];
      return new RegExp(`^${expected.join("\n")}$`).test(names.join("\n"));
    }) ?? null
  );
}
