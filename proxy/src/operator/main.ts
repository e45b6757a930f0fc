import { randomUUID } from "node:crypto";
import { grant, LedgerError } from "@cocoon/db/ledger";
import { runOperator } from "./command.ts";
import { CommandError } from "./errors.ts";

const SENTENCES = {
  insufficient: "the sponsor has less available than that; top up its escrow",
  day_budget_spent: "the day's budget for grants is spent; try tomorrow",
};

/** Production: a grant comes out of a sponsor's own deposit. */
await runOperator(async (database, accountId, amountNanoton, from) => {
  if (from === undefined) throw new CommandError("say with --from whose money it is");
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(from))
    throw new CommandError("--from takes an account's id");
  try {
    const move = { transferId: randomUUID(), sponsorId: from, accountId, amountNanoton };
    const outcome = await grant(database, move);
    if (outcome === "insufficient" || outcome === "day_budget_spent")
      throw new CommandError(SENTENCES[outcome]);
  } catch (error) {
    throw error instanceof LedgerError ? new CommandError(error.message) : error;
  }
});
