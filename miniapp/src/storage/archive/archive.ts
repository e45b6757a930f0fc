import { concatBytes, equalBytes, u32, utf8 } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { randomBytes } from "../cipher.ts";
import { decode, encode } from "../codec.ts";
import { type Conversation, VaultError } from "../port.ts";
import { ArchiveSchema } from "./schema.ts";

/**
 * A file of conversations, for the person to keep. In the clear it is UTF-8 of JSON:
 *
 *     {"format": "cocoon-chats", "version": 1, "conversations": […]}
 *
 * bigints as `{"$bigint": "123"}`, bytes as `{"$bytes": base64url}`. Under a passphrase that text is encrypted:
 *
 *     "CCNCHAT1" | iterations, u32 big-endian | salt, 16 bytes | iv, 12 bytes | AES-256-GCM of the text, with its tag
 *
 * key = PBKDF2-HMAC-SHA-256(UTF-8 of the passphrase in NFKC, salt, iterations); additional data = all before the iv.
 */
const MAGIC = utf8("CCNCHAT1");
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + 4 + SALT_BYTES;
/** What OWASP asks of PBKDF2 with SHA-256; about a second on a slow phone, which a guesser pays for each guess. */
const ITERATIONS = 600_000;
/** A file that asks for less is as weak as it says, one that asks for more would hold the phone up. */
const LEAST_ITERATIONS = 100_000;
const MOST_ITERATIONS = 5_000_000;
const MOST_BYTES = 64 * 1024 * 1024;

export async function writeArchive(
  conversations: readonly Conversation[],
  passphrase: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = encode({ format: "cocoon-chats", version: 1, conversations });
  if (passphrase === null) return text;
  const header = concatBytes(MAGIC, u32(ITERATIONS), randomBytes(SALT_BYTES));
  const iv = randomBytes(IV_BYTES);
  const key = await keyOf(passphrase, header);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: header }, key, text);
  return concatBytes(header, iv, new Uint8Array(data));
}

/** @throws VaultError for a file that is none of ours, or whose passphrase is missing or another */
export async function readArchive(
  file: Uint8Array<ArrayBuffer>,
  passphrase: string | null,
): Promise<readonly Conversation[]> {
  if (file.length > MOST_BYTES)
    throw new VaultError("file_too_large", "The file is larger than 64 MiB, which no export is.");
  const text = equalBytes(file.subarray(0, MAGIC.length), MAGIC) ? await decrypted(file, passphrase) : file;
  const parsed = v.safeParse(ArchiveSchema, decodedOrNull(text));
  if (!parsed.success) throw malformed();
  return parsed.output.conversations;
}

async function decrypted(
  file: Uint8Array<ArrayBuffer>,
  passphrase: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  if (file.length < HEADER_BYTES + IV_BYTES + TAG_BYTES) throw malformed();
  if (passphrase === null) throw new VaultError("passphrase_needed", "The file is under a passphrase.");
  const header = file.slice(0, HEADER_BYTES);
  const iv = file.slice(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
  const key = await keyOf(passphrase, header);
  try {
    const parameters = { name: "AES-GCM", iv, additionalData: header };
    return new Uint8Array(
      await crypto.subtle.decrypt(parameters, key, file.subarray(HEADER_BYTES + IV_BYTES)),
    );
  } catch {
    throw new VaultError("passphrase_wrong", "The passphrase is another, or the file was changed.");
  }
}

async function keyOf(passphrase: string, header: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const iterations = new DataView(header.buffer).getUint32(MAGIC.length);
  if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) throw malformed();
  const password = utf8(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveKey"]);
  const salt = header.subarray(MAGIC.length + 4);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function decodedOrNull(text: Uint8Array): unknown {
  try {
    return decode(text);
  } catch {
    return null;
  }
}

const malformed = () => new VaultError("file_malformed", "The file is no export of this app.");
