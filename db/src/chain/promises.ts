import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { notInArray, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { outcomeOf } from "../ledger/call.ts";
import { payoutOwners, payouts, readNanoton } from "../schema/index.ts";
import type { Payout } from "./payouts.ts";

/** What owners of workers were paid, of all time, as the watcher has seen it. */
export async function paidToOwners(database: Database): Promise<Nanoton> {
  const { confirmedNanoton: confirmed } = payoutOwners;
  const rows = await database.run((statements) =>
    statements
      .select({ paid: sql`coalesce(sum(${confirmed}), 0)::bigint`.mapWith(readNanoton) })
      .from(payoutOwners),
  );
  return rows[0]?.paid ?? nanoton(0n);
}

/**
 * Promises an owner all they earned, beyond what is promised to others; it stays promised. The voucher to sign is for the
 * answer, of all time; zero where nothing is covered. Calls take turns, so two owners are never promised the same.
 * @param coverNanoton what all owners were paid, and what the pool held when it was read after that
 */
export async function showPayout(
  database: Database,
  { owner, coverNanoton }: { owner: string; coverNanoton: Nanoton },
): Promise<Nanoton> {
  const call = sql`payout_show(${owner}::text, ${coverNanoton}::bigint)`;
  const rows = await database.run((statements) =>
    statements.select({ shown: sql`shown`.mapWith(readNanoton) }).from(sql`${call} as shown`),
  );
  return rows[0]?.shown ?? nanoton(0n);
}

/**
 * Puts a signed voucher into the outbox and raises the owner's cumulative amount, in one statement. "exists" when one for
 * that amount or a larger one is there; "uncovered" when it would promise more than `coverNanoton`, which is as in
 * {@link showPayout}.
 */
export async function addPayout(
  database: Database,
  { coverNanoton, ...payout }: Omit<Payout, "state" | "batch"> & { readonly coverNanoton: Nanoton },
): Promise<"added" | "exists" | "uncovered"> {
  const signed = sql.param(payout.signature, payouts.signature);
  const call = sql`payout_add(${payout.id}::uuid, ${payout.owner}::text, ${payout.cumulativeNanoton}::bigint,
    ${signed}::bytea, ${coverNanoton}::bigint)`;
  const outcome = await outcomeOf(database, call);
  if (outcome === "added" || outcome === "exists" || outcome === "uncovered") return outcome;
  throw new TypeError("the database answered with an outcome this program does not know");
}

/** What all owners but these were promised, of all time: pushed, shown on demand or paid. */
export async function promisedPayouts(database: Database, without: readonly string[]): Promise<Nanoton> {
  const { owner, cumulativeNanoton, shownNanoton, confirmedNanoton } = payoutOwners;
  const promised = sql`coalesce(sum(greatest(${cumulativeNanoton}, ${shownNanoton}, ${confirmedNanoton})), 0)::bigint`;
  const rows = await database.run((statements) =>
    statements
      .select({ sum: promised.mapWith(readNanoton) })
      .from(payoutOwners)
      .where(without.length === 0 ? undefined : notInArray(owner, [...without])),
  );
  return rows[0]?.sum ?? nanoton(0n);
}
