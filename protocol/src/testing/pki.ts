import * as v from "valibot";
import { hexText, parseStrictJson } from "../api/index.ts";
import { fromBase64Url, Secret, sha256, toBase64Url, toHex } from "../bytes/index.ts";
import { authorityExtensions, mintCertificate, mintCrl, type RevocationFields } from "./certificates.ts";
import {
  gpuPkiFields,
  gpuPkiOf,
  gpuPkiSchema,
  mintSimulatedGpuPki,
  type SimulatedGpuPki,
} from "./gpu-pki.ts";
import { SIMULATED_MEASUREMENT, SIMULATED_PRODUCTS, type SimulatedProduct } from "./machine.ts";
import type { SimulatedRoots } from "./roots.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const PKI_LIMIT_BYTES = 64 * 1024;

/**
 * SIMULATED root and intermediate of one local network. It proves nothing about hardware: who holds `askKey` can state
 * anything. The root's private key is gone once both certificates and the revocation list are signed.
 */
export interface SimulatedPki extends SimulatedRoots {
  readonly product: SimulatedProduct;
  readonly ark: Bytes;
  readonly ask: Bytes;
  readonly crl: Bytes;
  /** The intermediate's private key in PKCS #8: it certifies the chips. */
  readonly askKey: Secret<Bytes>;
  /** Of the machine's GPUs. */
  readonly gpu: SimulatedGpuPki;
}

const RSA_PSS_4096 = {
  name: "RSA-PSS",
  hash: "SHA-384",
  modulusLength: 4096,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

const ARK_SERIAL = 1;
const ASK_SERIAL = 2;

export interface SimulatedPkiOptions {
  readonly product?: SimulatedProduct;
  /** Has the list name the intermediate, to test that it is read. */
  readonly revoked?: boolean;
}

/** Makes new keys; RSA-4096 takes seconds. */
export const mintSimulatedPki = async (options: SimulatedPkiOptions = {}): Promise<SimulatedPki> =>
  (await mintSimulatedPkiWithCrls(options, [])).pki;

/** A revocation list by its times; those of the certificates by default. */
export type SimulatedCrl = Pick<RevocationFields, "thisUpdateMs" | "nextUpdateMs"> & {
  /** Whether it names the intermediate. */
  readonly revoked?: boolean;
};

/** With further lists of the same root, as one publishes them over time: the root's key is gone afterwards. */
export async function mintSimulatedPkiWithCrls(
  { product = "Genoa", revoked = false }: SimulatedPkiOptions,
  lists: readonly SimulatedCrl[],
): Promise<{ readonly pki: SimulatedPki; readonly crls: readonly Bytes[] }> {
  const [root, intermediate] = await Promise.all([newKeys(), newKeys()]);
  const [rootName, name] = [`ARK-${product}`, `SEV-${product}`];
  const [rootSpki, spki] = await Promise.all([
    exportKey("spki", root.publicKey),
    exportKey("spki", intermediate.publicKey),
  ]);
  const list = ({ revoked: names = false, ...times }: SimulatedCrl) =>
    mintCrl({ issuer: rootName, revoked: names ? [ASK_SERIAL] : [], ...times }, root.privateKey);
  const [ark, ask, crl, askKey, gpu, crls] = await Promise.all([
    mintCertificate(
      {
        serial: ARK_SERIAL,
        issuer: rootName,
        subject: rootName,
        spki: rootSpki,
        extensions: authorityExtensions("root"),
      },
      root.privateKey,
    ),
    mintCertificate(
      {
        serial: ASK_SERIAL,
        issuer: rootName,
        subject: name,
        spki,
        extensions: authorityExtensions("intermediate"),
      },
      root.privateKey,
    ),
    list({ revoked }),
    exportKey("pkcs8", intermediate.privateKey),
    mintSimulatedGpuPki(),
    Promise.all(lists.map(list)),
  ]);
  const pki = {
    product,
    ark,
    ask,
    crl,
    askKey: new Secret(askKey),
    gpu,
    simulatedRoots: { [product]: toHex(sha256(rootSpki)) },
    measurements: [toHex(SIMULATED_MEASUREMENT)],
  };
  return { pki, crls };
}

const newKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(RSA_PSS_4096, true, ["sign", "verify"]);

const exportKey = async (format: "spki" | "pkcs8", key: CryptoKey): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey(format, key));

/** The intermediate's private key as a key that certifies chips. */
export const importAskKey = ({ askKey }: SimulatedPki): Promise<CryptoKey> =>
  crypto.subtle.importKey("pkcs8", askKey.reveal(), RSA_PSS_4096, false, ["sign"]);

const bytesText = v.pipe(v.string(), v.maxLength(16 * 1024), v.regex(/^[A-Za-z0-9_-]+$/));

const pkiSchema = v.strictObject({
  v: v.literal(1),
  simulated: v.literal(true),
  product: v.picklist(SIMULATED_PRODUCTS),
  ark: bytesText,
  ask: bytesText,
  crl: bytesText,
  askKey: bytesText,
  gpu: gpuPkiSchema,
  rootSpkiSha256: hexText(32),
  measurements: v.pipe(v.array(hexText(48)), v.minLength(1), v.maxLength(64)),
});

/** For the processes of the local stack; holds a private key, so whoever writes it gives the file mode 0600. */
export const encodeSimulatedPki = (pki: SimulatedPki): string =>
  `${JSON.stringify({
    v: 1,
    simulated: true,
    product: pki.product,
    ark: toBase64Url(pki.ark),
    ask: toBase64Url(pki.ask),
    crl: toBase64Url(pki.crl),
    askKey: toBase64Url(pki.askKey.reveal()),
    gpu: gpuPkiFields(pki.gpu),
    rootSpkiSha256: pki.simulatedRoots[pki.product],
    measurements: pki.measurements,
  })}\n`;

/** @throws MalformedError */
export function parseSimulatedPki(json: Uint8Array | string): SimulatedPki {
  const file = parseStrictJson(pkiSchema, json, "simulated PKI", PKI_LIMIT_BYTES);
  return {
    product: file.product,
    ark: fromBase64Url(file.ark),
    ask: fromBase64Url(file.ask),
    crl: fromBase64Url(file.crl),
    askKey: new Secret(fromBase64Url(file.askKey)),
    gpu: gpuPkiOf(file.gpu),
    simulatedRoots: { [file.product]: file.rootSpkiSha256 },
    measurements: file.measurements,
  };
}
