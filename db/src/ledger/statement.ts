import type { JobState, ProblemCode } from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";
import { and, desc, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { jobs, millisecondsOf, transfers } from "../schema/index.ts";
import { cursorSeq } from "./cursor.ts";
import type { Source } from "./holds.ts";

export const STATEMENT_KINDS = [
  "deposit",
  "withdrawal",
  "repayment",
  "grant",
  "grant_return",
  "job",
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** What a line of the statement is in the ledger. A job stands where its hold was made, so its place never changes. */
const LEDGER_KINDS = {
  deposit: "deposit",
  withdrawal: "withdraw",
  repayment: "recover",
  grant: "grant",
  grant_return: "grant_return",
  job: "hold",
} as const satisfies Record<StatementKind, string>;

/** One posting of a job, as far as its money goes. */
export interface StatementJob {
  readonly jobId: string;
  readonly post: number;
  readonly source: Source;
  /** Null while it is open. */
  readonly costNanoton: Nanoton | null;
  /** Null for an earlier posting of the job. */
  readonly modelId: string | null;
  readonly state: Exclude<JobState, "leased"> | null;
  readonly problem: ProblemCode | null;
  /** The exact bytes of the worker's signed receipt. */
  readonly outerReceipt: Uint8Array | null;
}

/** A line of a person's statement. */
export interface StatementEntry {
  /** Pass as `before` to read on from here. */
  readonly cursor: string;
  readonly id: string;
  readonly kind: StatementKind;
  /** What it changed for the person: a job's cost is negative, and zero while it is open. */
  readonly amountNanoton: bigint;
  readonly job: StatementJob | null;
  readonly createdMs: number;
}

export interface StatementPage {
  /** Newest first. */
  readonly entries: StatementEntry[];
  /** Pass as `before` for the next page; null on the last. */
  readonly next: string | null;
}

export interface StatementQuery {
  readonly accountId: string;
  readonly before?: string | null;
  /** 50 when not given. */
  readonly limit?: number;
  /** All when not given. */
  readonly kinds?: readonly StatementKind[];
  readonly fromMs?: number;
  /** Exclusive. */
  readonly toMs?: number;
}

/** What a hold became: the sum of its settlements, found by their derived ids; null while the hold is open. */
const cost = (accountId: string): SQL<bigint | null> => {
  const of = (kind: string) =>
    sql`ledger_transfer_id(${kind}, ${accountId}::uuid, ${transfers.jobId}, ${transfers.post})`;
  return sql<bigint | null>`case when ${transfers.kind} = 'hold' and not exists (select from holds where
    account_id = ${accountId}::uuid and job_id = ${transfers.jobId} and post = ${transfers.post})
    then (select coalesce(sum(leg.amount_nanoton), 0) from transfers as leg
      where leg.id in (${of("settle_worker")}, ${of("settle_commission")})) end`.mapWith(BigInt);
};

const at = (ms: number): SQL => sql`to_timestamp(${ms}::bigint / 1000.0)`;

function fieldsOf(accountId: string) {
  return {
    cursor: sql`${transfers.seq}`.mapWith(String).as("cursor"),
    id: transfers.id,
    kind: transfers.kind,
    gained: sql<boolean>`${transfers.toAccount} = ${accountId}::uuid`.as("gained"),
    amount: transfers.amountNanoton,
    fromPurpose: transfers.fromPurpose,
    createdMs: millisecondsOf(transfers.createdAt).as("created_ms"),
    jobId: transfers.jobId,
    post: transfers.post,
    cost: cost(accountId).as("cost"),
    modelId: jobs.modelId,
    state: jobs.state,
    problem: jobs.problem,
    outerReceipt: jobs.outerReceipt,
  };
}

/** Both sides of the person's transfers, each by its own index, newest first. */
function rowsOf(database: Database, query: StatementQuery, limit: number) {
  const { accountId, before = null, kinds = STATEMENT_KINDS, fromMs, toMs } = query;
  const filter = and(
    lt(transfers.seq, cursorSeq(before)),
    inArray(
      transfers.kind,
      kinds.map((kind) => LEDGER_KINDS[kind]),
    ),
    fromMs === undefined ? undefined : gte(transfers.createdAt, at(fromMs)),
    toMs === undefined ? undefined : lt(transfers.createdAt, at(toMs)),
  );
  return database.run((statements) => {
    const page = (side: SQL | undefined) =>
      statements
        .select(fieldsOf(accountId))
        .from(transfers)
        .leftJoin(
          jobs,
          and(
            eq(jobs.accountId, sql`${accountId}::uuid`),
            eq(jobs.jobId, transfers.jobId),
            eq(jobs.post, transfers.post),
          ),
        )
        .where(and(side, filter))
        .orderBy(desc(transfers.seq))
        .limit(limit);
    const paid = page(eq(transfers.fromAccount, accountId));
    const received = page(
      and(
        eq(transfers.toAccount, accountId),
        sql`${transfers.fromAccount} <> ${transfers.toAccount} and ${transfers.kind} <> 'settle_commission'`,
      ),
    );
    return paid.unionAll(received).orderBy(desc(sql`cursor`)).limit(limit);
  });
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

const KIND_OF = new Map<string, StatementKind>(STATEMENT_KINDS.map((kind) => [LEDGER_KINDS[kind], kind]));

function entryOf(row: Row): StatementEntry {
  const { cursor, id, createdMs, jobId, post } = row;
  const kind = KIND_OF.get(row.kind);
  if (!kind) throw new TypeError("a statement has a line of an unknown kind");
  const costNanoton = row.cost as Nanoton | null;
  const job =
    jobId === null || post === null
      ? null
      : {
          jobId,
          post,
          source: row.fromPurpose === "granted" ? ("granted" as const) : ("own" as const),
          costNanoton,
          modelId: row.modelId,
          state: row.state,
          problem: row.problem,
          outerReceipt: row.outerReceipt,
        };
  const amountNanoton = job ? 0n - (costNanoton ?? 0n) : row.gained ? row.amount : 0n - row.amount;
  return { cursor, id, kind, amountNanoton, job, createdMs };
}

/** A person's statement: deposits, every job with its cost and receipt, withdrawals, grants. */
export async function statement(database: Database, query: StatementQuery): Promise<StatementPage> {
  const limit = query.limit ?? 50;
  if (query.kinds?.length === 0) return { entries: [], next: null };
  const rows = await rowsOf(database, query, limit + 1);
  const page = rows.slice(0, limit).map(entryOf);
  return { entries: page, next: rows.length > limit ? (page.at(-1)?.cursor ?? null) : null };
}
