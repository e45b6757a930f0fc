import type { CocoonClient } from "@cocoon/client";
import { concatBytes } from "@cocoon/protocol/bytes";
import { clientError } from "@cocoon/client";
import type { EngineMoney } from "../port.ts";

type Ask = <T>(work: (client: CocoonClient) => Promise<T>) => Promise<T>;

/** A statement of hundreds of thousands of lines; a proxy that sends more is cut off. */
const CSV_BYTES = 64 * 1024 * 1024;

/** The person's money, each call as one of the client's. */
export const moneyOf = (ask: Ask): EngineMoney => ({
  account: () => ask(({ money }) => money.account()),
  quote: (wish) => ask(({ money }) => money.quote(wish)),
  prices: () => ask(({ money }) => money.prices()),
  deposit: (amountNanoton, guards) => ask(({ money }) => money.deposit(amountNanoton, guards)),
  guards: (guards) => ask(({ money }) => money.guards(guards)),
  depositSent: (sent) => ask(({ money }) => money.depositSent(sent)),
  depositStatus: (id) => ask(({ money }) => money.depositStatus(id)),
  statement: (wish) => ask(({ money }) => money.statement(wish)),
  statementCsv: () => ask(({ money }) => whole(money.statementCsv())),
  // The client's own: where there is a payer key it signs first for what was spent.
  withdraw: () => ask((client) => client.withdraw()),
  withdrawal: () => ask(({ money }) => money.withdrawal()),
  dispute: (jobId, receipt) => ask(({ money }) => money.dispute(jobId, receipt)),
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
