import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { expectOutcome } from "../ledger/error.ts";
import { identities, type IDENTITY_KINDS } from "../schema/index.ts";

export interface Identity {
  readonly kind: (typeof IDENTITY_KINDS)[number];
  /** A Telegram id in decimal, or a wallet's raw address "0:hex". */
  readonly subject: string;
}

/** The account an identity comes in as; made, with nothing on it, when it first does. */
export async function signIn(
  database: Database,
  { kind, subject }: Identity,
  label: string,
): Promise<{ accountId: string; created: boolean }> {
  const rows = await database.run((statements) =>
    statements
      .select({ accountId: sql<string>`o_account`, created: sql<boolean>`o_created` })
      .from(sql`identity_account(${kind}::text, ${subject}::text, ${label}::text)`),
  );
  if (!rows[0]) throw new TypeError("the database gave no answer");
  return rows[0];
}

/** Whose identity this is; null when it never came in. */
export async function accountOfIdentity(
  database: Database,
  { kind, subject }: Identity,
): Promise<string | null> {
  const rows = await database.run((statements) =>
    statements
      .select({ accountId: identities.accountId })
      .from(identities)
      .where(and(eq(identities.kind, kind), eq(identities.subject, subject))),
  );
  return rows[0]?.accountId ?? null;
}

export const identitiesOf = (database: Database, accountId: string): Promise<Identity[]> =>
  database.run((statements) =>
    statements
      .select({ kind: identities.kind, subject: identities.subject })
      .from(identities)
      .where(eq(identities.accountId, accountId))
      .orderBy(asc(identities.kind)),
  );

export type Linked =
  /** `accountId` is what is left: of two accounts, the one that ever had money, else the one that asked. */
  | { readonly kind: "linked" | "exists" | "merged"; readonly accountId: string }
  /** The account has another Telegram user, or another wallet. */
  | { readonly kind: "kind_taken" }
  /** Two accounts with money never become one. */
  | { readonly kind: "both_have_money" };

/**
 * Lets an identity, whose holder has proved it, come in as this account. Credentials of an account that is given up end.
 * @throws LedgerError `account_unknown`.
 */
export async function linkIdentity(
  database: Database,
  accountId: string,
  { kind, subject }: Identity,
): Promise<Linked> {
  const rows = await database.run((statements) =>
    statements
      .select({ outcome: sql<string>`o_outcome`, accountId: sql<string>`o_account` })
      .from(sql`identity_link(${accountId}::uuid, ${kind}::text, ${subject}::text)`),
  );
  const outcome = expectOutcome(rows[0]?.outcome, [
    "linked",
    "exists",
    "merged",
    "kind_taken",
    "both_have_money",
  ]);
  if (outcome === "kind_taken" || outcome === "both_have_money") return { kind: outcome };
  return { kind: outcome, accountId: rows[0]?.accountId ?? accountId };
}
