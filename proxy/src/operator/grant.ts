import { randomUUID } from "node:crypto";
import { createAccount, createApiKey } from "@cocoon/db/accounts";
import { type Database, migrate } from "@cocoon/db/connection";
import { grant, LedgerError } from "@cocoon/db/ledger";
import type { Nanoton } from "@cocoon/protocol/money";
import { CommandError, UsageError } from "./errors.ts";

const LABEL_LENGTH = 64;

const SENTENCES = {
  insufficient: "the sponsor has less available than that; top up its escrow",
  day_budget_spent: "the day's budget for grants is spent; try tomorrow",
};

export interface GrantOptions {
  readonly amountNanoton: Nanoton;
  /** The sponsor: a grant comes out of its own deposit. */
  readonly from: string | undefined;
  readonly label: string;
}

/** A new account with a grant on it, and its first key. @throws CommandError */
export async function grantAccount(database: Database, options: GrantOptions) {
  const { amountNanoton, from, label } = options;
  await migrate(database);
  const { accountId } = await createAccount(database, { label });
  await fund(database, { accountId, amountNanoton, from });
  const { apiKey } = await createApiKey(database, { accountId, label });
  return { accountId, apiKey: apiKey.reveal() };
}

async function fund(
  database: Database,
  { accountId, amountNanoton, from }: Omit<GrantOptions, "label"> & { readonly accountId: string },
): Promise<void> {
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
}

/** @throws UsageError */
export function readLabel(text = "operator grant"): string {
  if (text.length > LABEL_LENGTH) throw new UsageError(`--label takes at most ${LABEL_LENGTH} characters`);
  return text;
}
