import { AttestationError } from "../attestation-error.ts";
import type { EndorsementClaim } from "./claim.ts";

/** AMD's public key distribution service. Bergamo and Siena are Genoa there. */
export const AMD_KDS = "https://kdsintf.amd.com";

/** VCEKs and VLEKs have intermediates of their own, each of which names a revocation list of its own. */
const lineOf = ({ product, signingKey }: EndorsementClaim): string =>
  `/${signingKey.toLowerCase()}/v1/${product}`;

/** ASK and ARK as PEM. */
export const chainPath = (claim: EndorsementClaim): string => `${lineOf(claim)}/cert_chain`;

/** The revocation list in DER. */
export const crlPath = (claim: EndorsementClaim): string => `${lineOf(claim)}/crl`;

/** The chip's certificate in DER, for its reported firmware level. @throws AttestationError for a masked chip */
export function vcekPath(claim: EndorsementClaim): string {
  const { product, hwid, tcb } = claim;
  if (/^0+$/.test(hwid))
    throw new AttestationError(
      "The host hides which chip this is (MASK_CHIP_ID), so no certificate can be had for it; have its operator unmask it.",
    );
  const levels = {
    ...(product === "Turin" ? { fmcSPL: tcb.fmc } : {}),
    blSPL: tcb.bootloader,
    teeSPL: tcb.tee,
    snpSPL: tcb.snp,
    ucodeSPL: tcb.microcode,
  };
  const query = Object.entries(levels).map(([name, level]) => `${name}=${String(level).padStart(2, "0")}`);
  return `${lineOf(claim)}/${hwid}?${query.join("&")}`;
}
