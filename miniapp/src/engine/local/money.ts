import { concatBytes } from "@cocoon/protocol/bytes";
import { clientError, type CocoonClient } from "@cocoon/client";
import { nanoton } from "@cocoon/protocol/money";
import type { DevicePayer } from "./payer/device-payer.ts";
import type { EngineMoney } from "../port.ts";
import { firstEvent } from "./first-event.ts";

interface Parts {
  readonly client: CocoonClient;
  readonly payer: DevicePayer;
}
type Ask = <T>(work: (parts: Parts) => Promise<T>) => Promise<T>;

/** Of a deposit that is only asked for, to learn where the escrow will stand. */
const ANY_AMOUNT = nanoton(1_000_000_000n);

/** A statement of hundreds of thousands of lines; a proxy that sends more is cut off. */
const CSV_BYTES = 64 * 1024 * 1024;

/** The person's money, each call as one of the client's. */
export const moneyOf = (ask: Ask): EngineMoney => ({
  account: () => ask(({ client: { money } }) => money.account()),
  quote: (wish) => ask(({ client: { money } }) => money.quote(wish)),
  prices: () => ask(({ client: { money } }) => money.prices()),
  deposit: (amountNanoton, guards) => ask(({ client: { money } }) => money.deposit(amountNanoton, guards)),
  guards: (guards) => ask(({ client: { money } }) => money.guards(guards)),
  depositSent: (sent) => ask(({ client: { money } }) => money.depositSent(sent)),
  depositStatus: (id) => ask(({ client: { money } }) => money.depositStatus(id)),
  statement: (wish) => ask(({ client: { money } }) => money.statement(wish)),
  statementCsv: () => ask(({ client: { money } }) => whole(money.statementCsv())),
  // The client's own signs first for what was spent; where this device has no key, there is nothing to sign.
  withdraw: () =>
    ask(async ({ client, payer }) => ((await payer.signs()) ? client.withdraw() : client.money.withdraw())),
  withdrawal: () => ask(({ client: { money } }) => money.withdrawal()),
  dispute: (jobId, receipt) => ask(({ client: { money } }) => money.dispute(jobId, receipt)),
  nextEvent: (after) => ask(({ client: { money } }) => firstEvent(money.events(after))),
  payerKey: (make) =>
    ask(({ client: { money }, payer }) =>
      make ? payer.make(() => money.deposit(ANY_AMOUNT)) : payer.look(),
    ),
});

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > CSV_BYTES) throw clientError("answer_malformed", "the statement is too long");
    taken.push(part);
  }
  return concatBytes(...taken);
}
