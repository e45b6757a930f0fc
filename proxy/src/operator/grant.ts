import { createAccount, createApiKey } from "@cocoon/db/accounts";
import { type Database, migrate } from "@cocoon/db/connection";
import type { Nanoton } from "@cocoon/protocol/money";
import { UsageError } from "./errors.ts";

const LABEL_LENGTH = 64;

/** Puts money on a new account; `from` is the sponsor that was named. @throws CommandError */
export type Fund = (
  database: Database,
  accountId: string,
  amountNanoton: Nanoton,
  from: string | undefined,
) => Promise<void>;

export interface GrantOptions {
  readonly amountNanoton: Nanoton;
  readonly from: string | undefined;
  readonly label: string;
}

export async function grantAccount(database: Database, fund: Fund, options: GrantOptions) {
  const { amountNanoton, from, label } = options;
  await migrate(database);
  const { accountId } = await createAccount(database, { label });
  await fund(database, accountId, amountNanoton, from);
  const { apiKey } = await createApiKey(database, { accountId, label });
  return { accountId, apiKey: apiKey.reveal() };
}

/** @throws UsageError */
export function readLabel(text = "operator grant"): string {
  if (text.length > LABEL_LENGTH) throw new UsageError(`--label takes at most ${LABEL_LENGTH} characters`);
  return text;
}
