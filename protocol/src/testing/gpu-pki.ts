import * as v from "valibot";
import { hexText } from "../api/index.ts";
import { fromBase64Url, Secret, sha256, toBase64Url, toHex } from "../bytes/index.ts";
import { authorityExtensions, mintCertificate } from "./certificates.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const NOT_NVIDIA = "SIMULATED - NOT NVIDIA";
const ROOT_NAME = "SIMULATED TEST ROOT";
const IDENTITY_NAME = "NVIDIA GH100 Identity";
export const PROVISIONER_NAME = "NVIDIA GH100 Provisioner ICA 1";

/** An ECDSA key pair of P-384, and its SubjectPublicKeyInfo. */
export interface MintedKey {
  readonly privateKey: CryptoKey;
  readonly spki: Bytes;
}

/**
 * SIMULATED root of one local network's GPUs and what stands below it. It proves nothing about hardware: who holds
 * `provisionerKey` can state anything. The keys above are gone once they have signed.
 */
export interface SimulatedGpuPki {
  /** Provisioner, identity and root in DER, the root last. */
  readonly authorities: readonly Uint8Array[];
  /** In PKCS #8: it certifies the GPUs. */
  readonly provisionerKey: Secret<Bytes>;
  /** SHA-256 of the root's SubjectPublicKeyInfo, in hex. */
  readonly rootSpkiSha256: string;
}

export const P384 = { name: "ECDSA", namedCurve: "P-384" } as const;

export async function mintKey(extractable = false): Promise<MintedKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(P384, extractable, ["sign", "verify"]);
  return { privateKey, spki: new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)) };
}

/** Makes new keys. */
export async function mintSimulatedGpuPki(): Promise<SimulatedGpuPki> {
  const [root, identity, provisioner] = await Promise.all([mintKey(), mintKey(), mintKey(true)]);
  const mint = (subject: string, { spki }: MintedKey, issuer: string, issuerKey: MintedKey) =>
    mintCertificate(
      {
        serial: 1,
        organization: NOT_NVIDIA,
        issuer,
        subject,
        spki,
        extensions: authorityExtensions("root"),
      },
      issuerKey.privateKey,
    );
  const authorities = await Promise.all([
    mint(PROVISIONER_NAME, provisioner, IDENTITY_NAME, identity),
    mint(IDENTITY_NAME, identity, ROOT_NAME, root),
    mint(ROOT_NAME, root, ROOT_NAME, root),
  ]);
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", provisioner.privateKey);
  return {
    authorities,
    provisionerKey: new Secret(new Uint8Array(pkcs8)),
    rootSpkiSha256: toHex(sha256(root.spki)),
  };
}

const bytesText = v.pipe(v.string(), v.maxLength(8 * 1024), v.regex(/^[A-Za-z0-9_-]+$/));

/** As a part of the file of a simulated PKI. */
export const gpuPkiSchema = v.strictObject({
  authorities: v.pipe(v.array(bytesText), v.length(3)),
  provisionerKey: bytesText,
  rootSpkiSha256: hexText(32),
});

export const gpuPkiFields = (pki: SimulatedGpuPki): v.InferOutput<typeof gpuPkiSchema> => ({
  authorities: pki.authorities.map(toBase64Url),
  provisionerKey: toBase64Url(pki.provisionerKey.reveal()),
  rootSpkiSha256: pki.rootSpkiSha256,
});

/** @throws MalformedError */
export const gpuPkiOf = (fields: v.InferOutput<typeof gpuPkiSchema>): SimulatedGpuPki => ({
  authorities: fields.authorities.map(fromBase64Url),
  provisionerKey: new Secret(fromBase64Url(fields.provisionerKey)),
  rootSpkiSha256: fields.rootSpkiSha256,
});
