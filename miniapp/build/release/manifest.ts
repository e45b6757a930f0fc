import { fromHex, label, toHex, utf8 } from "@cocoon/protocol/bytes";
import { parseStrictJson } from "@cocoon/protocol/api";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import * as v from "valibot";
import type { AppFile } from "../app-file.ts";

const LABEL = label("cocoon mini-app release v1");
const MOST_FILES = 1_000;
export const RELEASE_LIMIT_BYTES = 256 * 1024;

/** What a release consists of: a page that serves anything else under /app/ is another app. */
export interface Release {
  /** Of the package. */
  readonly version: string;
  /** By path. */
  readonly files: readonly AppFile[];
}

const hex = (bytes: number) => v.pipe(v.string(), v.length(2 * bytes), v.regex(/^[0-9a-f]*$/));
const file = v.strictObject({
  path: v.pipe(v.string(), v.maxLength(200), v.regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/)),
  sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  integrity: v.pipe(v.string(), v.regex(/^sha384-[A-Za-z0-9+/]{64}$/)),
});
const signedRelease = v.strictObject({
  v: v.literal(1),
  version: v.pipe(v.string(), v.maxLength(32), v.regex(/^\d+\.\d+\.\d+$/)),
  files: v.pipe(v.array(file), v.minLength(1), v.maxLength(MOST_FILES)),
  /** Ed25519 over the label and the fields before it, in this order, as JSON without spaces. */
  signature: hex(64),
});

/** Not a release, or not one of that key. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
}

const message = ({ version, files }: Release): Uint8Array =>
  Buffer.concat([
    LABEL,
    utf8(
      JSON.stringify({
        v: 1,
        version,
        files: files.map(({ path, sizeBytes, integrity }) => ({ path, sizeBytes, integrity })),
      }),
    ),
  ]);

/** @returns the release's file, and the key's public part in hex @throws ReleaseError for another kind of key */
export function signRelease(release: Release, pem: Uint8Array): { text: string; publicKey: string } {
  const key = keyOf(pem);
  const signature = sign(null, message(release), key).toString("hex");
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const text = `${JSON.stringify({ v: 1, ...release, signature }, null, 2)}\n`;
  return { text, publicKey: toHex(Buffer.from(x, "base64url")) };
}

/** @param publicKey 32 bytes in hex @throws ReleaseError, MalformedError */
export function openRelease(text: string, publicKey: string): Release {
  const { version, files, signature } = parseStrictJson(
    signedRelease,
    text,
    "the release",
    RELEASE_LIMIT_BYTES,
  );
  const x = Buffer.from(fromHex(publicKey)).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  if (!verify(null, message({ version, files }), key, Buffer.from(signature, "hex")))
    throw new ReleaseError("The release is not signed by that key.");
  return { version, files };
}

function keyOf(pem: Uint8Array): KeyObject {
  try {
    const key = createPrivateKey(Buffer.from(pem));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Said below, for a file of any other kind.
  }
  throw new ReleaseError(
    "The key is not an Ed25519 key in PEM; npm run reference-values -w infra -- keygen makes one.",
  );
}
