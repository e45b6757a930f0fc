import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { accounts, balances } from "../schema/index.ts";

/** Makes a person's account with nothing on it. `accountId` is the caller's, so that a retry answers "exists". */
export async function openAccount(
  database: Database,
  { accountId, label }: { accountId: string; label: string },
): Promise<"opened" | "exists"> {
  const account = sql`insert into ${accounts} (id, kind, label) values (${accountId}::uuid, 'person', ${label})
    on conflict (id) do nothing returning id`;
  const rows = await database.run((statements) =>
    statements.execute(sql`with account as (${account})
      insert into ${balances} (account_id) select id from account returning account_id`),
  );
  return rows.length === 1 ? "opened" : "exists";
}
