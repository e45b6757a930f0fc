import { fromBase64Url, fromHex, isHex, MalformedError, toBase64Url, toHex } from "../bytes/index.ts";

/** A wallet or contract on TON's basechain, as this project spells it everywhere: "0:" and 64 digits of lower-case hex. */
export interface TonAddress {
  readonly raw: string;
  /** Said by its friendly form: for a test network alone. A raw address says nothing of that. */
  readonly testOnly: boolean;
}

const BASECHAIN = "0:";
const HASH_BYTES = 32;
const LONGEST = BASECHAIN.length + 2 * HASH_BYTES;
const FRIENDLY = /^(?:[A-Za-z0-9_-]{48}|[A-Za-z0-9+/]{48})$/;
const BOUNCEABLE = 0x11;
const NOT_BOUNCEABLE = 0x51;
const TEST_ONLY = 0x80;

/**
 * Reads "0:hex" in either case, or the friendly form of 48 characters with its checksum. One account of basechain has
 * several spellings; `raw` is the one that is compared, stored and paid.
 * @throws MalformedError for anything else, masterchain included: no wallet of a person or an operator lives there
 */
export function parseTonAddress(text: string): TonAddress {
  if (text.length > LONGEST) throw new MalformedError("not a TON address");
  if (text.startsWith(BASECHAIN)) return { raw: rawOf(text.slice(BASECHAIN.length)), testOnly: false };
  if (!FRIENDLY.test(text)) throw new MalformedError("not a TON address");
  return readFriendly(fromBase64Url(text.replaceAll("+", "-").replaceAll("/", "_")));
}

function rawOf(hash: string): string {
  const lower = hash.toLowerCase();
  if (!isHex(lower, HASH_BYTES)) throw new MalformedError("a raw address is 0: and 64 digits of hex");
  return BASECHAIN + lower;
}

function readFriendly(bytes: Uint8Array): TonAddress {
  const [tag = 0, workchain] = bytes;
  if (crc16(bytes) !== 0) throw new MalformedError("the address' checksum is wrong: it was mistyped");
  const kind = tag & ~TEST_ONLY;
  if (kind !== BOUNCEABLE && kind !== NOT_BOUNCEABLE)
    throw new MalformedError("the address is of an unknown kind");
  if (workchain !== 0) throw new MalformedError("the address is not on the basechain");
  return { raw: BASECHAIN + toHex(bytes.subarray(2, 2 + HASH_BYTES)), testOnly: (tag & TEST_ONLY) !== 0 };
}

/** The friendly form: bounceable for contracts, not for wallets, which may not exist yet. */
export function friendlyAddress(
  raw: string,
  { bounceable, testOnly }: { readonly bounceable: boolean; readonly testOnly: boolean },
): string {
  const tag = (bounceable ? BOUNCEABLE : NOT_BOUNCEABLE) | (testOnly ? TEST_ONLY : 0);
  const bytes = new Uint8Array(36);
  bytes.set([tag, 0]);
  bytes.set(fromHex(parseTonAddress(raw).raw.slice(BASECHAIN.length)), 2);
  const checksum = crc16(bytes.subarray(0, 34));
  bytes.set([checksum >> 8, checksum & 0xff], 34);
  return toBase64Url(bytes);
}

/** CRC-16 with the polynomial 0x1021, from 0; nothing is left over bytes that end in their own checksum. */
function crc16(bytes: Uint8Array): number {
  let rest = 0;
  for (const byte of bytes) {
    rest ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) rest = ((rest << 1) ^ (rest & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return rest;
}
