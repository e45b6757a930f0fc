import { type EvidenceBundle, parseEvidenceBundle } from "@cocoon/protocol/attestation";
import { Certificate, CertificateRevocationList, CryptoEngine, setEngine } from "pkijs";

/** Where a report's signature starts: what is before it is signed; both its numbers are 72 bytes, little-endian. */
const SIGNED_BYTES = 0x2a0;
const NUMBER_BYTES = 72;
const P384_BYTES = 48;

/**
 * What a program does that takes the common X.509 library: the same chain, revocation list and report from their bytes,
 * all five signatures; the report's by WebCrypto, for the library knows no reports. It judges nothing else: neither the
 * chip, the firmware, the policy, the key material nor the root's pin.
 * @throws when one of them does not hold
 */
export async function verifyByPkijs(bytes: Uint8Array): Promise<void> {
  const bundle = parseEvidenceBundle(bytes);
  const [ark, ask, vek] = [bundle.ark, bundle.ask, bundle.vek].map(certificate) as [
    Certificate,
    Certificate,
    Certificate,
  ];
  const crl = CertificateRevocationList.fromBER(new Uint8Array(bundle.crl));
  const held = await Promise.all([
    ark.verify(ark),
    ask.verify(ark),
    vek.verify(ask),
    crl.verify({ issuerCertificate: ark }),
    reportHolds(bundle, vek),
  ]);
  if (held.includes(false) || crl.isCertificateRevoked(ask)) throw new Error("pkijs refuses the evidence");
}

/** Once, before the first verification. */
export const readyPkijs = (): void => setEngine("cocoon", new CryptoEngine({ name: "cocoon", crypto }));

const certificate = (der: Uint8Array): Certificate => Certificate.fromBER(new Uint8Array(der));

async function reportHolds({ report }: EvidenceBundle, vek: Certificate): Promise<boolean> {
  const key = await vek.getPublicKey({
    algorithm: { algorithm: { name: "ECDSA", namedCurve: "P-384" }, usages: ["verify"] },
  });
  const number = (index: number): Uint8Array => {
    const at = SIGNED_BYTES + index * NUMBER_BYTES;
    return report.slice(at, at + P384_BYTES).reverse();
  };
  const signature = new Uint8Array([...number(0), ...number(1)]);
  const signed = new Uint8Array(report.subarray(0, SIGNED_BYTES));
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-384" }, key, signature, signed);
}
