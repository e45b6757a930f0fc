import { ifMalformed } from "../bytes/index.ts";
import { type Certificate, OID } from "./certificate.ts";
import { booleanTrue, DerReader, onlyElement, smallInteger, TAG } from "./der.ts";
import { demand } from "./reasons.ts";

/** What a certificate says about its right to sign others. */
interface Authority {
  readonly isAuthority: boolean;
  /** How many intermediates may follow; null for any number. */
  readonly pathLength: number | null;
  readonly signsCertificates: boolean;
  readonly signsRevocations: boolean;
}

const NONE: Authority = {
  isAuthority: false,
  pathLength: null,
  signsCertificates: false,
  signsRevocations: false,
};

/** The root may sign certificates and revocation lists (SPEC 3.4). @throws EvidenceError cert_profile */
export function checkRoot(certificate: Certificate): void {
  const { isAuthority, signsCertificates, signsRevocations } = authorityOf(certificate);
  demand(isAuthority && signsCertificates && signsRevocations, "cert_profile");
}

/** The intermediate may sign leaves only. @throws EvidenceError cert_profile */
export function checkIntermediate(certificate: Certificate): void {
  const { isAuthority, pathLength, signsCertificates } = authorityOf(certificate);
  demand(isAuthority && pathLength === 0 && signsCertificates, "cert_profile");
}

/** Nothing, where it says nothing, or not in the form that it should. */
export function authorityOf({ extensions }: Certificate): Authority {
  const constraints = extensions.get(OID.basicConstraints)?.value;
  const usage = extensions.get(OID.keyUsage)?.value;
  if (!constraints || !usage) return NONE;
  return ifMalformed(
    () => ({
      ...readConstraints(new DerReader(onlyElement(constraints, TAG.sequence))),
      ...readUsage(usage),
    }),
    () => NONE,
  );
}

function readConstraints(body: DerReader): Pick<Authority, "isAuthority" | "pathLength"> {
  const isAuthority = body.next === TAG.boolean && booleanTrue(body.content(TAG.boolean));
  const pathLength = body.next === TAG.integer ? smallInteger(body.content(TAG.integer)) : null;
  body.end();
  return { isAuthority, pathLength };
}

const KEY_CERT_SIGN = 0x04;
const CRL_SIGN = 0x02;

/** KeyUsage is a BIT STRING whose first bit is the top one of the first byte: 5 certificates, 6 revocation lists. */
function readUsage(
  value: Uint8Array<ArrayBuffer>,
): Pick<Authority, "signsCertificates" | "signsRevocations"> {
  const bits = onlyElement(value, TAG.bitString)[1] ?? 0;
  return { signsCertificates: (bits & KEY_CERT_SIGN) !== 0, signsRevocations: (bits & CRL_SIGN) !== 0 };
}
