import { MalformedError } from "@cocoon/protocol/bytes";

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\r\n]*)-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text in DER, in their order; between them is white space and nothing else. What stands in
 * them is not looked at.
 * @throws MalformedError also for more than `most`
 */
export function parsePem(pem: Uint8Array, most: number): Uint8Array[] {
  const text = Buffer.from(pem).toString("latin1");
  const blocks = [...text.matchAll(BLOCK)].map(([, base64 = ""]) => Buffer.from(base64, "base64"));
  const isClean = text.replaceAll(BLOCK, "").trim() === "";
  if (!isClean || blocks.length === 0 || blocks.length > most)
    throw new MalformedError("PEM: not a list of certificates");
  return blocks.map((der) => new Uint8Array(der));
}
