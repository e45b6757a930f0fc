import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { holds, readNanoton, type SOURCES } from "../schema/index.ts";
import { outcomeOf } from "./call.ts";
import { expectOutcome } from "./error.ts";

/** Whose money a job runs on: the person's own deposit, or what a sponsor granted. */
export type Source = (typeof SOURCES)[number];

/** What a hold is for. Of one key money is held once and the hold is ended once, however often it is asked. */
export interface HoldKey {
  /** The person's account, a UUID. */
  readonly accountId: string;
  /** 64 lowercase hex digits. */
  readonly jobId: string;
  /** Which posting of the job, from 1. */
  readonly post: number;
}

export interface Settlement extends HoldKey {
  /** The worker's owner, by the name the proxy knows; 1 to 128 characters. Null only when nothing is charged. */
  readonly workerId: string | null;
  /** At most what is held. */
  readonly costNanoton: Nanoton;
  /** The platform's part of the cost in millionths, 0 to 1 000 000; rounded down to whole nanoton. */
  readonly commissionPpm: number;
}

const NOTHING = nanoton(0n);

/** The arguments every function on a hold begins with. */
const keyOf = ({ accountId, jobId, post }: HoldKey): SQL =>
  sql`${accountId}::uuid, ${sql.param(jobId, holds.jobId)}::bytea, ${post}::integer`;

export interface Hold extends HoldKey {
  /** Above zero. */
  readonly amountNanoton: Nanoton;
  /** Whose money; the person's own when not given. */
  readonly source?: Source;
  /** The API key that asks: with a budget, the hold must fit into it. */
  readonly credentialId?: string | null;
}

/** Moves `available → held`, or `granted → granted_held`, in one statement. @throws LedgerError `account_unknown`. */
export async function hold(
  database: Database,
  { amountNanoton, source = "own", credentialId = null, ...key }: Hold,
): Promise<"held" | "exists" | "insufficient" | "budget_exceeded"> {
  const call = sql`ledger_hold(${keyOf(key)}, ${amountNanoton}::bigint, ${source}::text, ${credentialId}::uuid)`;
  return expectOutcome(await outcomeOf(database, call), [
    "held",
    "exists",
    "insufficient",
    "budget_exceeded",
  ]);
}

async function close(database: Database, move: Settlement, restKind: "release" | "expire") {
  const call = sql`ledger_close(${keyOf(move)}, ${move.costNanoton}::bigint, ${move.workerId}::text,
    ${move.commissionPpm}::integer, ${restKind}::text)`;
  const rows = await database.run((statements) =>
    statements
      .select({ outcome: sql<string>`o_outcome`, charged: sql`o_charged`.mapWith(readNanoton) })
      .from(call),
  );
  const outcome = expectOutcome(rows[0]?.outcome, ["closed", "exists"]);
  return { outcome, chargedNanoton: rows[0]?.charged ?? NOTHING };
}

/** A worker to pay exists and the share is one, or the move would be refused half-way with a worse message. */
export function assertSettlement({
  costNanoton,
  workerId,
  commissionPpm,
}: Omit<Settlement, keyof HoldKey>): void {
  if (costNanoton > 0n && workerId === null) throw new RangeError("a cost is paid to a worker");
  if (!Number.isInteger(commissionPpm) || commissionPpm < 0 || commissionPpm > 1_000_000) {
    throw new RangeError("a commission is 0 to 1 000 000 millionths");
  }
}

/**
 * Ends a hold: the cost goes to the worker's payable and the platform's commission, the rest back to where it was held
 * from, in one statement. "exists" when the hold had ended before, however; then nothing moves and `chargedNanoton` is what was
 * charged at that time.
 * @throws LedgerError `hold_unknown`, `cost_above_hold`.
 */
export async function settle(
  database: Database,
  move: Settlement,
): Promise<{ kind: "settled" | "exists"; chargedNanoton: Nanoton }> {
  assertSettlement(move);
  const { outcome, chargedNanoton } = await close(database, move, "release");
  return { kind: outcome === "closed" ? "settled" : "exists", chargedNanoton };
}

const nothing = (key: HoldKey): Settlement => ({
  ...key,
  workerId: null,
  costNanoton: NOTHING,
  commissionPpm: 0,
});

/** Ends a hold and charges nothing. @throws LedgerError `hold_unknown`. */
export async function release(database: Database, key: HoldKey): Promise<"released" | "exists"> {
  const { outcome } = await close(database, nothing(key), "release");
  return outcome === "closed" ? "released" : "exists";
}

/** A {@link release} because the deadline passed; the person's statement says so. @throws LedgerError `hold_unknown`. */
export async function expire(database: Database, key: HoldKey): Promise<"expired" | "exists"> {
  const { outcome } = await close(database, nothing(key), "expire");
  return outcome === "closed" ? "expired" : "exists";
}
