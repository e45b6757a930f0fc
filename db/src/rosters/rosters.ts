import { and, asc, desc, eq, gte, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { rosterHeaders, rosterIndexes } from "../schema/index.ts";

/** One epoch as it is written. Key and hashes are 32 bytes in hex. */
export interface NewRoster {
  readonly key: string;
  readonly epoch: number;
  /** The hash of the epoch before. */
  readonly previous: string;
  /** As the header has it, Unix milliseconds. */
  readonly timeMs: number;
  readonly header: Uint8Array;
  readonly hash: string;
  readonly nodeIndex: Uint8Array;
}

export interface StoredRoster {
  readonly header: Uint8Array;
  readonly nodeIndex: Uint8Array;
}

/** Node lists of so many epochs stay: one may be read while the next is written. */
const INDEXES_KEPT = 6;

/**
 * `passed`: another proxy has written the epoch, or the log does not end with `previous`. `ahead`: `timeMs` is more than a
 * minute ahead of Postgres' clock. Neither has changed anything.
 */
export type Appended = "appended" | "passed" | "ahead";

/** Appends the next epoch. */
export async function appendRoster(database: Database, roster: NewRoster): Promise<Appended> {
  const { key, epoch, previous, timeMs, header, hash, nodeIndex } = roster;
  const hex = (value: string) => sql`${sql.param(value, rosterHeaders.headerHash)}::bytea`;
  const bytes = (value: Uint8Array) => sql`${sql.param(value, rosterHeaders.header)}::bytea`;
  const call = sql`roster_append(${hex(key)}, ${epoch}::bigint, ${hex(previous)}, ${timeMs}::bigint, ${bytes(header)},
    ${hex(hash)}, ${bytes(nodeIndex)}, ${INDEXES_KEPT}::integer)`;
  const rows = await database.run((statements) =>
    statements.select({ appended: sql<Appended>`appended` }).from(sql`${call} as appended`),
  );
  return rows[0]?.appended ?? "passed";
}

/** The number of the newest epoch under `key`; 0 when there is none. */
export async function latestEpoch(database: Database, key: string): Promise<number> {
  const rows = await database.run((statements) =>
    statements
      .select({ epoch: rosterHeaders.epoch })
      .from(rosterHeaders)
      .where(eq(rosterHeaders.rosterKey, key))
      .orderBy(desc(rosterHeaders.epoch))
      .limit(1),
  );
  return rows[0]?.epoch ?? 0;
}

/** The newest epoch under `key` with its node list; null when there is none. */
export async function latestRoster(database: Database, key: string): Promise<StoredRoster | null> {
  const rows = await database.run((statements) =>
    statements
      .select({ header: rosterHeaders.header, nodeIndex: rosterIndexes.nodeIndex })
      .from(rosterHeaders)
      .innerJoin(
        rosterIndexes,
        and(
          eq(rosterIndexes.rosterKey, rosterHeaders.rosterKey),
          eq(rosterIndexes.epoch, rosterHeaders.epoch),
        ),
      )
      .where(eq(rosterHeaders.rosterKey, key))
      .orderBy(desc(rosterHeaders.epoch))
      .limit(1),
  );
  return rows[0] ?? null;
}

/** Signed headers from epoch `from` on, oldest first, at most so many. */
export async function rosterHeadersFrom(
  database: Database,
  key: string,
  from: number,
  most: number,
): Promise<Uint8Array[]> {
  const rows = await database.run((statements) =>
    statements
      .select({ header: rosterHeaders.header })
      .from(rosterHeaders)
      .where(and(eq(rosterHeaders.rosterKey, key), gte(rosterHeaders.epoch, from)))
      .orderBy(asc(rosterHeaders.epoch))
      .limit(most),
  );
  return rows.map(({ header }) => header);
}
