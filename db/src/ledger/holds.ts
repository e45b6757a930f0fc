import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { grouped } from "../connection/groups.ts";
import { readNanoton, type SOURCES } from "../schema/index.ts";
import { bytea, outcomeOf, rowsOf } from "./call.ts";
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

/** What every function on a hold begins with. */
const keyOf = ({ accountId, jobId, post }: HoldKey) => ({ account: accountId, job: bytea(jobId), post });

export interface Hold extends HoldKey {
  /** Above zero. */
  readonly amountNanoton: Nanoton;
  /** Whose money; the person's own when not given. */
  readonly source?: Source;
}

const askHold = grouped<Hold, { outcome: string }>({
  lockOf: ({ accountId }) => accountId,
  run: (database, holds) => {
    const rows = holds.map((move) => ({ ...keyOf(move), amount: move.amountNanoton.toString() }));
    return database.run((statements) =>
      statements
        .select({ at: sql<number>`o_at`, outcome: sql<string>`o_outcome` })
        .from(sql`ledger_hold_many(${rowsOf("hold_ask", rows)})`),
    );
  },
});

function holdGranted(database: Database, { accountId, jobId, post, amountNanoton }: Hold) {
  const call = sql`ledger_hold(${accountId}::uuid, ${bytea(jobId)}::text::bytea, ${post}::integer, ${amountNanoton}::bigint,
    'granted', null)`;
  return outcomeOf(database, call);
}

/** Moves `available → held`, or `granted → granted_held`, in one statement. @throws LedgerError `account_unknown`. */
export async function hold(database: Database, move: Hold): Promise<"held" | "exists" | "insufficient"> {
  const outcome =
    move.source === "granted" ? await holdGranted(database, move) : (await askHold(database, move)).outcome;
  return expectOutcome(outcome, ["held", "exists", "insufficient"]);
}

interface Close extends Settlement {
  readonly restKind: "release" | "expire";
}

const askClose = grouped<Close, { outcome: string; chargedNanoton: Nanoton | null }>({
  lockOf: ({ accountId }) => accountId,
  run: (database, closes) => {
    const rows = closes.map(({ costNanoton, workerId, commissionPpm, restKind, ...key }) => ({
      ...keyOf(key),
      cost: costNanoton.toString(),
      worker: workerId,
      ppm: commissionPpm,
      rest: restKind,
    }));
    return database.run((statements) =>
      statements
        .select({
          at: sql<number>`o_at`,
          outcome: sql<string>`o_outcome`,
          chargedNanoton: sql`o_charged`.mapWith(readNanoton),
        })
        .from(sql`ledger_close_many(${rowsOf("close_ask", rows)})`),
    );
  },
});

async function close(database: Database, move: Close) {
  const answer = await askClose(database, move);
  const outcome = expectOutcome(answer.outcome, ["closed", "exists"]);
  return { outcome, chargedNanoton: answer.chargedNanoton ?? NOTHING };
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
  const { outcome, chargedNanoton } = await close(database, { ...move, restKind: "release" });
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
  const { outcome } = await close(database, { ...nothing(key), restKind: "release" });
  return outcome === "closed" ? "released" : "exists";
}

/** A {@link release} because the deadline passed; the person's statement says so. @throws LedgerError `hold_unknown`. */
export async function expire(database: Database, key: HoldKey): Promise<"expired" | "exists"> {
  const { outcome } = await close(database, { ...nothing(key), restKind: "expire" });
  return outcome === "closed" ? "expired" : "exists";
}
