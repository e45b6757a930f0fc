import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { LedgerError } from "../ledger/error.ts";
import type { Source } from "../ledger/holds.ts";
import { readNanoton } from "../schema/index.ts";
import { type AdmissionTerms, ESCROW_REFUSALS } from "./admit.ts";

export type Admissible =
  | { readonly kind: "admissible"; readonly source: Source }
  | { readonly kind: "insufficient"; readonly availableNanoton: Nanoton }
  | { readonly kind: "budget_exceeded" }
  | { readonly kind: (typeof ESCROW_REFUSALS)[number] };

/** What {@link admit} would answer to such a job now; holds nothing and promises nothing. @throws LedgerError `account_unknown` */
export async function admissible(
  database: Database,
  { accountId, ceilingNanoton, nowMs }: { accountId: string; ceilingNanoton: Nanoton; nowMs: number },
  {
    credentialId = null,
    bearer = false,
    mayUseGrant = false,
    unsignedLimitNanoton = null,
  }: AdmissionTerms = {},
): Promise<Admissible> {
  const rows = await database.run((statements) =>
    statements
      .select({
        available: sql`one.available_nanoton`.mapWith(readNanoton),
        granted: sql`case when sponsor_pays(one.sponsor_id, ${ceilingNanoton}::bigint, ${nowMs}::bigint)
          then one.granted_nanoton else 0 end`.mapWith(readNanoton),
        left: sql<Nanoton | null>`(select budget_nanoton - budget_spent_nanoton - budget_held_nanoton
          from credentials where id = ${credentialId}::uuid)`.mapWith(readNanoton),
        refusal: sql<
          string | null
        >`case when one.available_nanoton >= ${ceilingNanoton}::bigint then escrow_refusal(one, ${ceilingNanoton}::bigint,
          ${nowMs}::bigint, ${bearer}::boolean, ${unsignedLimitNanoton}::bigint) end`,
      })
      .from(sql`balances as one where one.account_id = ${accountId}::uuid`),
  );
  const [row] = rows;
  if (!row) throw new LedgerError("account_unknown");
  const granted = mayUseGrant && row.granted >= ceilingNanoton;
  if (!granted && row.available < ceilingNanoton)
    return { kind: "insufficient", availableNanoton: nanoton(row.available) };
  const refusal = granted ? undefined : ESCROW_REFUSALS.find((one) => one === row.refusal);
  if (refusal) return { kind: refusal };
  if (row.left !== null && row.left < ceilingNanoton) return { kind: "budget_exceeded" };
  return { kind: "admissible", source: granted ? "granted" : "own" };
}
