import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { hexColumn } from "./columns.ts";

/** A builder belongs to one table, so each makes its own. */
const hourColumn = () => bigint({ mode: "number" }).notNull();
/** One bit for each minute of the hour, the first one lowest. */
const minutesColumn = () => bigint({ mode: "bigint" }).notNull();
const isHour = sql`hour between 0 and 10000000 and minutes between 0 and 1152921504606846975`;

/** When proxies looked which machines are there, whatever they saw: a minute in which none looked says nothing of anybody. */
export const presenceLooks = pgTable(
  "presence_looks",
  { hour: hourColumn().primaryKey(), minutes: minutesColumn() },
  () => [check("presence_looks_hour", isHour)],
);

/** In which minutes a machine was there for a model, and how much it did; hours since 1970, of the last month. */
export const presence = pgTable(
  "presence",
  {
    chipId: hexColumn("chip_id").notNull(),
    operator: text().notNull(),
    model: text().notNull(),
    hour: hourColumn(),
    minutes: minutesColumn(),
    /** Sums over the looks: leases that ran, and leases that could have. Of the whole machine, not of the model. */
    busySlots: integer("busy_slots").notNull(),
    slots: integer().notNull(),
    seenMs: bigint("seen_ms", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chipId, table.operator, table.model, table.hour] }),
    index("presence_operator").on(table.operator, table.hour),
    index("presence_hour").on(table.hour),
    check("presence_hours", isHour),
    check(
      "presence_texts",
      sql`octet_length(${table.chipId}) between 1 and 64 and length(${table.operator}) between 1 and 128
        and length(${table.model}) between 1 and 64`,
    ),
    check("presence_slots", sql`${table.busySlots} between 0 and ${table.slots}`),
  ],
);
