import { createHash, verify, X509Certificate } from "node:crypto";
import { MalformedError } from "@cocoon/protocol/bytes";
import { canonical, namespacesIn, prefixOf } from "./canonical.ts";
import { elementsOf, localName, textOf, type XmlElement } from "./xml.ts";

/** NVIDIA CoRIM signing Root CA, by the SHA-256 of its SubjectPublicKeyInfo. */
export const RIM_ROOT_SPKI_SHA256 = "dec1dc316477aa851eebdf51327ae9f864bc8d89254657ed1e7eb9168af1e1a3";

const DSIG = "http://www.w3.org/2000/09/xmldsig#";
const C14N_1_1 = "http://www.w3.org/2006/12/xml-c14n11";
const ECDSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
const SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384";

function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new MalformedError(what);
}

/** The children, which must be just these by their local names. */
function childrenOf<const Names extends readonly string[]>(
  element: XmlElement,
  names: Names,
): { readonly [index in keyof Names]: XmlElement } {
  const children = elementsOf(element);
  const found = children.map(({ name }) => localName(name));
  demand(found.join() === names.join(), `the signature has other parts than ${names.join(", ")}`);
  return children as unknown as { readonly [index in keyof Names]: XmlElement };
}

const algorithmOf = ({ attributes }: XmlElement): string | undefined => attributes.get("Algorithm");
const bytesOf = (element: XmlElement): Buffer => Buffer.from(textOf(element), "base64");

/**
 * That NVIDIA has signed the whole document: an enveloped XML signature over it, by a chain to NVIDIA's root that is valid at
 * `atMs`. @throws MalformedError saying what is wrong
 */
export function verifySignedXml(document: XmlElement, atMs: number): void {
  const signatures = elementsOf(document).filter(({ name }) => localName(name) === "Signature");
  const [signature] = signatures;
  demand(signature !== undefined && signatures.length === 1, "the file does not have one signature");
  const outer = namespacesIn(document);
  const inner = namespacesIn(signature, outer);
  demand(inner.get(prefixOf(signature.name)) === DSIG, "the signature is of another kind");
  const [info, value, key] = childrenOf(signature, ["SignedInfo", "SignatureValue", "KeyInfo"]);
  checkDigest(info, { ...document, children: document.children.filter((child) => child !== signature) });
  const [data] = childrenOf(key, ["X509Data"]);
  const signer = verifiedSigner(elementsOf(data), atMs);
  const signed = Buffer.from(canonical(info, inner));
  const good = verify("sha384", signed, { key: signer.publicKey, dsaEncoding: "ieee-p1363" }, bytesOf(value));
  demand(good, "the signature is not that of its certificate");
}

function checkDigest(info: XmlElement, unsigned: XmlElement): void {
  const [form, method, reference] = childrenOf(info, [
    "CanonicalizationMethod",
    "SignatureMethod",
    "Reference",
  ]);
  const [transforms, digestMethod, digest] = childrenOf(reference, [
    "Transforms",
    "DigestMethod",
    "DigestValue",
  ]);
  const [enveloped, canonicalized] = childrenOf(transforms, ["Transform", "Transform"]);
  const known =
    algorithmOf(form) === C14N_1_1 &&
    algorithmOf(method) === ECDSA_SHA384 &&
    reference.attributes.get("URI") === "" &&
    algorithmOf(enveloped) === `${DSIG}enveloped-signature` &&
    algorithmOf(canonicalized) === C14N_1_1 &&
    algorithmOf(digestMethod) === SHA384;
  demand(known, "the signature is by another method, or of a part of the file only");
  const actual = createHash("sha384").update(canonical(unsigned)).digest();
  demand(actual.equals(bytesOf(digest)), "the file is not what was signed");
}

/** The first certificate, once it leads to the pinned root. */
function verifiedSigner(elements: readonly XmlElement[], atMs: number): X509Certificate {
  const chain = elements.map((element) => {
    demand(localName(element.name) === "X509Certificate", "the signature has more than certificates");
    return readCertificate(bytesOf(element));
  });
  const [signer] = chain;
  const root = chain.at(-1);
  demand(signer !== undefined && root !== undefined && chain.length <= 6, "the signature has no chain");
  const spki = root.publicKey.export({ type: "spki", format: "der" });
  const fingerprint = createHash("sha256").update(spki).digest("hex");
  demand(fingerprint === RIM_ROOT_SPKI_SHA256, "the chain does not end in NVIDIA's root");
  for (const [i, certificate] of chain.entries()) {
    const issuer = chain[i + 1] ?? certificate;
    const issued = certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
    demand(issued && issuer.ca, "a certificate is not signed by the next one");
    const current = Date.parse(certificate.validFrom) <= atMs && atMs <= Date.parse(certificate.validTo);
    demand(current, `a certificate is valid from ${certificate.validFrom} to ${certificate.validTo} only`);
  }
  return signer;
}

function readCertificate(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new MalformedError("the signature has a certificate that can't be read");
  }
}
