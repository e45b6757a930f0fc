import { lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { presence, presenceLooks } from "../schema/index.ts";
import { utcDay } from "./utc-day.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A machine that is there now, for one of its models. */
export interface Seen {
  /** In hex. */
  readonly chipId: string;
  /** Who is paid for it. */
  readonly operator: string;
  readonly model: string;
  /** Leases that run on the machine, and those that could: its load, sampled. */
  readonly busySlots: number;
  readonly slots: number;
}

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);
const minuteBit = (ms: number): bigint => 1n << BigInt(Math.floor((ms % HOUR_MS) / MINUTE_MS));

/** Notes that this proxy looked, and whom it saw. Looks of several proxies in one minute count as one minute. */
export async function recordPresence(
  database: Database,
  nowMs: number,
  seen: readonly Seen[],
): Promise<void> {
  const at = { hour: hourOf(nowMs), minutes: minuteBit(nowMs) };
  await database.run((statements) =>
    statements
      .insert(presenceLooks)
      .values(at)
      .onConflictDoUpdate({
        target: presenceLooks.hour,
        set: { minutes: sql`${presenceLooks.minutes} | excluded.minutes` },
      }),
  );
  if (seen.length === 0) return;
  await database.run((statements) =>
    statements
      .insert(presence)
      .values(seen.map((one) => ({ ...one, ...at, seenMs: nowMs })))
      .onConflictDoUpdate({
        target: [presence.chipId, presence.operator, presence.model, presence.hour],
        set: {
          minutes: sql`${presence.minutes} | excluded.minutes`,
          busySlots: sql`${presence.busySlots} + excluded.busy_slots`,
          slots: sql`${presence.slots} + excluded.slots`,
          seenMs: sql`greatest(${presence.seenMs}, excluded.seen_ms)`,
        },
      }),
  );
}

/** Forgets what is older. */
export async function forgetPresence(database: Database, beforeMs: number): Promise<void> {
  const hour = hourOf(beforeMs);
  await database.run((statements) => statements.delete(presence).where(lt(presence.hour, hour)));
  await database.run((statements) => statements.delete(presenceLooks).where(lt(presenceLooks.hour, hour)));
}

/** How much of a time a machine was there and worked: minutes, and slots summed over looks. */
export interface Uptime {
  readonly onlineMinutes: number;
  /** In which anybody looked since the machine was first seen; of these `onlineMinutes` is a part. */
  readonly watchedMinutes: number;
  readonly busySlots: number;
  readonly slots: number;
}

export interface MachineUptime extends Uptime {
  readonly chipId: string;
  readonly seenMs: number;
}

/** A mask's minutes. */
const bits = (mask: ReturnType<typeof sql>) => sql`bit_count((${mask})::bit(64))`;

/** Each machine of an owner that was seen in the last month, with how it did since then. The latest seen first. */
export async function ownerUptime(
  database: Database,
  { owner, sinceMs, limit = 256 }: { owner: string; sinceMs: number; limit?: number },
): Promise<MachineUptime[]> {
  const since = hourOf(sinceMs);
  const hours = sql`(select chip_id, hour, bit_or(minutes) as minutes, max(busy_slots) as busy, max(slots) as slots,
      max(seen_ms) as seen from ${presence} where operator = ${owner} group by chip_id, hour)`;
  // Of the hour in which it was first seen only the minutes from then on are its own.
  const firsts = sql`(select distinct on (chip_id) chip_id, hour, minutes & -minutes as bit from hours order by chip_id, hour)`;
  const watched = sql`(select coalesce(sum(${bits(sql`case when looks.hour = firsts.hour then looks.minutes & -firsts.bit else looks.minutes end`)}), 0)
      from ${presenceLooks} as looks where looks.hour >= greatest(firsts.hour, ${since}::bigint))`;
  const inTime = sql`filter (where hours.hour >= ${since}::bigint)`;
  const found = sql`(with hours as ${hours}, firsts as ${firsts}
      select hours.chip_id, max(hours.seen) as seen, coalesce(sum(${bits(sql`hours.minutes`)}) ${inTime}, 0) as online,
        ${watched} as watched, coalesce(sum(hours.busy) ${inTime}, 0) as busy, coalesce(sum(hours.slots) ${inTime}, 0) as slots
      from hours join firsts using (chip_id) group by hours.chip_id, firsts.hour, firsts.bit) as found`;
  return database.run((statements) =>
    statements
      .select({
        chipId: sql<string>`encode(found.chip_id, 'hex')`,
        seenMs: sql`found.seen`.mapWith(Number),
        onlineMinutes: sql`found.online`.mapWith(Number),
        watchedMinutes: sql`found.watched`.mapWith(Number),
        busySlots: sql`found.busy`.mapWith(Number),
        slots: sql`found.slots`.mapWith(Number),
      })
      .from(found)
      .orderBy(sql`found.seen desc`, sql`found.chip_id`)
      .limit(limit),
  );
}

export interface ModelPresence {
  readonly model: string;
  /** UTC, "2026-11-30". */
  readonly day: string;
  readonly machineMinutes: number;
  readonly busySlots: number;
  readonly slots: number;
}

/** By model and day since then: how long machines were there for it, over the whole network. */
export const modelPresence = (database: Database, sinceMs: number): Promise<ModelPresence[]> =>
  database.run((statements) =>
    statements
      .select({
        model: presence.model,
        day: utcDay(sql`${presence.hour} * 3600`),
        machineMinutes: sql`sum(${bits(sql`${presence.minutes}`)})`.mapWith(Number),
        busySlots: sql`sum(${presence.busySlots})`.mapWith(Number),
        slots: sql`sum(${presence.slots})`.mapWith(Number),
      })
      .from(presence)
      .where(sql`${presence.hour} >= ${hourOf(sinceMs)}::bigint`)
      .groupBy(presence.model, sql`day`)
      .orderBy(presence.model, sql`day`),
  );
