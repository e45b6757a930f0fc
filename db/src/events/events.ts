import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { accountEvents, type EVENT_KINDS, millisecondsOf } from "../schema/index.ts";

export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * Something an account's clients are told. The database itself writes, with the money: `credited` {amountNanoton,
 * availableNanoton}, `withdrawn` {amountNanoton}, `low_balance` {leftNanoton}, `granted` {amountNanoton}; and with the
 * link `linked` {kind}.
 */
export interface AccountEvent {
  /** Where a reader that has seen this one goes on. */
  readonly seq: string;
  readonly kind: EventKind;
  readonly data: Readonly<Record<string, string>>;
  readonly createdMs: number;
}

/** Tells an account's clients something that moved no money. */
export async function appendEvent(
  database: Database,
  accountId: string,
  kind: EventKind,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  const call = sql`event_append(${accountId}::uuid, ${kind}::text, ${JSON.stringify(data)}::text::jsonb)`;
  await database.run((statements) => statements.execute(sql`select ${call}`));
}

const fields = {
  seq: sql`${accountEvents.seq}`.mapWith(String),
  kind: accountEvents.kind,
  data: accountEvents.data,
  createdMs: millisecondsOf(accountEvents.createdAt),
};

/** An account's events after `seq`, oldest first. None with a smaller number can appear later. */
export async function eventsAfter(
  database: Database,
  { accountId, seq, limit = 100 }: { accountId: string; seq: string; limit?: number },
): Promise<AccountEvent[]> {
  if (!/^[0-9]{1,18}$/.test(seq)) throw new RangeError("an event's number is what an earlier event had");
  return database.run((statements) =>
    statements
      .select(fields)
      .from(accountEvents)
      .where(and(eq(accountEvents.accountId, accountId), gt(accountEvents.seq, BigInt(seq))))
      .orderBy(asc(accountEvents.seq))
      .limit(limit),
  );
}

/** The number of an account's newest event, where a reader without one begins; "0" when there is none. */
export async function latestEventSeq(database: Database, accountId: string): Promise<string> {
  const rows = await database.run((statements) =>
    statements
      .select({ seq: fields.seq })
      .from(accountEvents)
      .where(eq(accountEvents.accountId, accountId))
      .orderBy(desc(accountEvents.seq))
      .limit(1),
  );
  return rows[0]?.seq ?? "0";
}

/** Forgets events older than this. */
export async function forgetEvents(database: Database, olderThanMs: number): Promise<void> {
  await database.run((statements) =>
    statements
      .delete(accountEvents)
      .where(lt(accountEvents.createdAt, sql`now() - ${olderThanMs} * interval '1 millisecond'`)),
  );
}

/**
 * Calls with an account's id whenever events of it were committed; also with null after the connection was lost and made
 * again, when any account may have some. A wake-up only: what happened is read by {@link eventsAfter}.
 * @returns stops listening.
 */
export const onEvents = (
  database: Database,
  wake: (accountId: string | null) => void,
): Promise<() => Promise<void>> => database.listen("account_events", wake);
