import * as v from "valibot";
import { hexText, millis, nanotonText, shortText } from "./strict-json.ts";

const telegramId = v.pipe(v.string(), v.regex(/^-?[0-9]{1,19}$/));
const seq = v.pipe(v.string(), v.regex(/^[0-9]{1,18}$/));
const event = <K extends string, D extends v.ObjectEntries>(kind: K, data: D) =>
  v.strictObject({ seq, kind: v.literal(kind), createdMs: millis, data: v.strictObject(data) });

/** What `GET /v1/events` tells, each as one server-sent event whose id is `seq`. */
export const accountEvent = v.variant("kind", [
  /** A deposit is in the ledger. */
  event("credited", { amountNanoton: nanotonText, availableNanoton: nanotonText }),
  event("withdrawn", { amountNanoton: nanotonText }),
  event("granted", { amountNanoton: nanotonText }),
  event("low_balance", { leftNanoton: nanotonText }),
  /** A wallet joined the account, or a Telegram user did. */
  event("linked", { kind: v.picklist(["wallet", "telegram"]) }),
  /** Of an owner's own workers. */
  event("worker_down", { keyId: hexText(32) }),
]);
export type AccountEvent = v.InferOutput<typeof accountEvent>;

/** `GET /v1/bot/events?after=`: events of all accounts of Telegram users and groups, half a minute late at most. */
export const botEvents = v.strictObject({
  events: v.array(
    v.strictObject({
      telegramId,
      kind: v.picklist(["credited", "withdrawn", "granted", "low_balance", "linked", "worker_down"]),
      createdMs: millis,
      data: v.record(shortText(64), shortText(128)),
    }),
  ),
  /** Pass as `after`; the first call, without it, begins now. */
  next: v.pipe(v.string(), v.regex(/^[0-9]{1,18}\.[0-9]{1,18}$/)),
});
export type BotEvents = v.InferOutput<typeof botEvents>;
export type AccountEventKind = AccountEvent["kind"];
