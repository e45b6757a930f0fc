import {
  decodeTcb,
  EvidenceError,
  hwidBytes,
  parseReport,
  type Product,
  productOf,
  type SigningKey,
  type Tcb,
} from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import { AttestationError } from "../attestation-error.ts";

/** Which certificates a report needs: those of its chip at the firmware level that it reports. */
export interface EndorsementClaim {
  readonly product: Product;
  readonly signingKey: SigningKey;
  /** The part of CHIP_ID that names the chip, in hex; all zero when the host masks it. */
  readonly hwid: string;
  readonly tcb: Tcb;
}

/** @throws AttestationError for a report that no certificate could make good */
export function claimOf(source: Uint8Array): EndorsementClaim {
  const report = parsed(source);
  if (report.cpuId === null)
    throw new AttestationError(
      "The firmware's report does not say which processor it is of; have the host's SEV firmware updated.",
    );
  const product = productOf(report.cpuId);
  if (product === null)
    throw new AttestationError(
      "AMD publishes no root for this processor, so nobody could verify the worker.",
    );
  return {
    product,
    signingKey: report.signingKey,
    hwid: toHex(report.chipId.subarray(0, hwidBytes(product))),
    tcb: decodeTcb(product, report.tcb.reported),
  };
}

function parsed(report: Uint8Array) {
  try {
    return parseReport(report);
  } catch (error) {
    if (error instanceof EvidenceError)
      throw new AttestationError(`No client would accept the firmware's report: ${error.message}`);
    throw error;
  }
}

/** What authorities and revocation lists go by. */
export const lineOf = ({ product, signingKey }: EndorsementClaim): string => `${signingKey} of ${product}`;

export const claimsAreEqual = (a: EndorsementClaim, b: EndorsementClaim): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
