import { generateKeyPairSync, sign, verify } from "node:crypto";

const P384 = { name: "ECDSA", namedCurve: "P-384" } as const;
const RSA_PSS = {
  name: "RSA-PSS",
  modulusLength: 4096,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-384",
} as const;
/** What AMD's own certificates and reports have. */
const CERTIFICATE_BYTES = 1024;
const REPORT_BYTES = 672;
const SALT_BYTES = 48;

async function ready(
  generate: typeof P384 | typeof RSA_PSS,
  algorithm: EcdsaParams | RsaPssParams,
  bytes: number,
): Promise<() => Promise<boolean>> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(generate, false, ["sign", "verify"]);
  const message = crypto.getRandomValues(new Uint8Array(bytes));
  const signature = await crypto.subtle.sign(algorithm, privateKey, message);
  return () => crypto.subtle.verify(algorithm, publicKey, signature, message);
}

/**
 * The signature checks that no verifier of SEV-SNP evidence can do without, keys imported and bytes parsed beforehand:
 * RSA-PSS 4096 of root, intermediate, chip certificate and revocation list, ECDSA P-384 of the report.
 */
export async function bareEvidenceSignatures(): Promise<() => Promise<unknown>> {
  const pss = { name: "RSA-PSS", saltLength: SALT_BYTES };
  const certificate = await ready(RSA_PSS, pss, CERTIFICATE_BYTES);
  const report = await ready(P384, { name: "ECDSA", hash: "SHA-384" }, REPORT_BYTES);
  return () => Promise.all([certificate(), certificate(), certificate(), certificate(), report()]);
}

/** Ed25519 as OpenSSL does it. */
export function bareEd25519(bytes: number): { sign: () => unknown; verify: () => unknown } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const message = crypto.getRandomValues(new Uint8Array(bytes));
  const signature = sign(null, message, privateKey);
  return {
    sign: () => sign(null, message, privateKey),
    verify: () => verify(null, message, publicKey, signature),
  };
}
