import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { accountEvents, identities, millisecondsOf } from "../schema/index.ts";
import type { AccountEvent } from "./events.ts";

/**
 * Longer than any statement may take: what began before is committed or never will be, so nothing can appear before it.
 * Events of one account are ordered by their numbers; those of all are only so by time, and only when it has settled.
 */
const SETTLED_MS = 20_000;

export interface TelegramEvent extends Omit<AccountEvent, "seq"> {
  /** Whose account it concerns: a Telegram user's or group's number. */
  readonly telegramId: string;
}

export interface TelegramEvents {
  /** In the order in which they began. */
  readonly events: TelegramEvent[];
  /** Pass as `after` to read on. */
  readonly next: string;
}

/** Events of all accounts that Telegram users and groups have, for whoever tells them. @param after null: from what is settling now */
export async function telegramEventsAfter(
  database: Database,
  {
    after,
    limit = 100,
    settledMs = SETTLED_MS,
  }: { after: string | null; limit?: number; settledMs?: number },
): Promise<TelegramEvents> {
  const settled = sql`now() - ${settledMs} * interval '1 millisecond'`;
  if (after === null) return { events: [], next: await startOf(database, settled) };
  const [micros, seq] = cursorOf(after);
  const began = sql`timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond'`;
  const rows = await database.run((statements) =>
    statements
      .select({
        telegramId: identities.subject,
        kind: accountEvents.kind,
        data: accountEvents.data,
        createdMs: millisecondsOf(accountEvents.createdAt),
        cursor: sql<string>`${microsOf(sql`${accountEvents.createdAt}`)} || '.' || ${accountEvents.seq}`,
      })
      .from(accountEvents)
      .innerJoin(
        identities,
        and(eq(identities.accountId, accountEvents.accountId), eq(identities.kind, "telegram")),
      )
      .where(
        and(
          sql`(${accountEvents.createdAt}, ${accountEvents.seq}) > (${began}, ${seq}::bigint)`,
          sql`${accountEvents.createdAt} < ${settled}`,
        ),
      )
      .orderBy(asc(accountEvents.createdAt), asc(accountEvents.seq))
      .limit(limit),
  );
  return { events: rows.map(eventOf), next: rows.at(-1)?.cursor ?? after };
}

const eventOf = ({ telegramId, kind, data, createdMs }: TelegramEvent): TelegramEvent => ({
  telegramId,
  kind,
  data,
  createdMs,
});

const microsOf = (time: ReturnType<typeof sql>) => sql`(extract(epoch from ${time}) * 1000000)::bigint`;

async function startOf(database: Database, settled: ReturnType<typeof sql>): Promise<string> {
  const rows = await database.run((statements) =>
    statements.select({ next: sql<string>`${microsOf(settled)} || '.0'` }).from(sql`(select 1) as one`),
  );
  return rows[0]?.next ?? "0.0";
}

function cursorOf(after: string): [string, string] {
  const [, micros, seq] = /^([0-9]{1,18})\.([0-9]{1,18})$/.exec(after) ?? [];
  if (micros === undefined || seq === undefined)
    throw new RangeError("a cursor is what an earlier page gave");
  return [micros, seq];
}
