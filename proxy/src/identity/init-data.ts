import { createHmac, timingSafeEqual } from "node:crypto";
import { CocoonError, MONEY_LIMITS } from "@cocoon/protocol/api";
import { fromHex, isHex, type Secret, sha256, toHex, utf8 } from "@cocoon/protocol/bytes";
import { verifyByOpenSsl } from "../billing/ed25519.ts";

/** Launch data is accepted this long after Telegram made it. */
export const INIT_DATA_LIFE_MS = 10 * 60_000;
const CLOCKS_APART_MS = 60_000;

/** Telegram's own key, by which anybody can check launch data of any bot without that bot's token. */
const TELEGRAM_KEY = fromHex("e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d");

/** How launch data is checked: by the bot's token, hashed once so that this machine need not have it, or by Telegram's signature. */
export type InitDataCheck =
  | { readonly by: "bot-token-hash"; readonly secret: Secret<Uint8Array> }
  | { readonly by: "telegram-signature"; readonly botId: string; readonly key: Uint8Array };

export const telegramSignature = (botId: string): InitDataCheck => ({
  by: "telegram-signature",
  botId,
  key: TELEGRAM_KEY,
});

export interface TelegramUser {
  /** Decimal. */
  readonly userId: string;
  /** Of what was signed, however it was spelled: what makes it acceptable once. */
  readonly hash: string;
  /** After that nobody need remember that it was used. */
  readonly expiresMs: number;
}

/** Who opened the mini-app, from launch data that is whole and fresh. @throws CocoonError */
export function readInitData(text: string, check: InitDataCheck, nowMs: number): TelegramUser {
  const fields = fieldsOf(text);
  const holds = check.by === "bot-token-hash" ? holdsByHash(fields, check) : holdsBySignature(fields, check);
  const madeMs = Number(/^[0-9]{1,10}$/.exec(fields.get("auth_date") ?? "")?.[0]) * 1000;
  const userId = userOf(fields.get("user") ?? "");
  if (!holds || !userId || !Number.isFinite(madeMs)) throw new CocoonError("init_data_invalid");
  if (madeMs + INIT_DATA_LIFE_MS <= nowMs || madeMs > nowMs + CLOCKS_APART_MS)
    throw new CocoonError("init_data_expired");
  const hash = toHex(sha256(utf8(checkString(fields, ["hash", "signature"]))));
  return { userId, hash, expiresMs: madeMs + INIT_DATA_LIFE_MS + CLOCKS_APART_MS };
}

/** @throws CocoonError init_data_invalid also for a field given twice: who reads it otherwise would see another value */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  if (text.length > MONEY_LIMITS.initDataBytes) throw new CocoonError("init_data_invalid");
  const pairs = [...new URLSearchParams(text)];
  const fields = new Map(pairs);
  if (fields.size !== pairs.length) throw new CocoonError("init_data_invalid");
  return fields;
}

/** The lines Telegram signs: every field but these, by name. */
const checkString = (fields: ReadonlyMap<string, string>, without: readonly string[]): string =>
  [...fields]
    .filter(([name]) => !without.includes(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");

function holdsByHash(
  fields: ReadonlyMap<string, string>,
  { secret }: { readonly secret: Secret<Uint8Array> },
): boolean {
  const hash = fields.get("hash") ?? "";
  if (!isHex(hash, 32)) return false;
  const expected = createHmac("sha256", secret.reveal())
    .update(checkString(fields, ["hash"]))
    .digest();
  return timingSafeEqual(expected, fromHex(hash));
}

function holdsBySignature(
  fields: ReadonlyMap<string, string>,
  { botId, key }: { readonly botId: string; readonly key: Uint8Array },
): boolean {
  const signature = Buffer.from(fields.get("signature") ?? "", "base64url");
  const message = utf8(`${botId}:WebAppData\n${checkString(fields, ["hash", "signature"])}`);
  return verifyByOpenSsl(signature, message, key);
}

/** The id of the user, a positive number that a double holds exactly; null for what is none. */
function userOf(json: string): string | null {
  try {
    const { id } = JSON.parse(json) as { id?: unknown };
    return Number.isSafeInteger(id) && (id as number) > 0 ? String(id) : null;
  } catch {
    return null;
  }
}
