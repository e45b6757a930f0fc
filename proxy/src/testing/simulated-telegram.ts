import { createHmac, randomBytes } from "node:crypto";
import { Secret, signEd25519, utf8 } from "@cocoon/protocol/bytes";

/** Telegram's side of a bot: signs launch data for whoever a test says. Simulated: no such bot exists. */
export class SimulatedTelegram {
  /** What a proxy is given instead of the bot's token. */
  readonly tokenHash: Secret<Uint8Array>;

  constructor(tokenHash: Secret<Uint8Array> = new Secret(new Uint8Array(randomBytes(32)))) {
    this.tokenHash = tokenHash;
  }

  initData(
    userId: number | string,
    madeMs = Date.now(),
    extra: Readonly<Record<string, string>> = {},
  ): string {
    const fields = { ...launch(userId, madeMs), ...extra };
    const hash = createHmac("sha256", this.tokenHash.reveal()).update(lines(fields)).digest("hex");
    return String(new URLSearchParams({ ...fields, hash }));
  }
}

/** The same as Telegram's own signature, by another key. */
export function signedInitData(
  { userId, botId, madeMs = Date.now() }: { userId: number; botId: string; madeMs?: number },
  secretKey: Uint8Array,
): string {
  const fields = launch(userId, madeMs);
  const signature = signEd25519(utf8(`${botId}:WebAppData\n${lines(fields)}`), secretKey);
  return String(new URLSearchParams({ ...fields, signature: Buffer.from(signature).toString("base64url") }));
}

const launch = (userId: number | string, madeMs: number): Record<string, string> => ({
  auth_date: String(Math.floor(madeMs / 1000)),
  query_id: randomBytes(12).toString("base64url"),
  user: JSON.stringify({ id: userId, first_name: "Test" }),
});

const lines = (fields: Readonly<Record<string, string>>): string =>
  Object.keys(fields)
    .toSorted()
    .map((name) => `${name}=${fields[name]}`)
    .join("\n");
