import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bytesColumn, hexColumn } from "./columns.ts";

/**
 * The signed headers of node lists, one for each epoch of a roster key, for ever: an append-only log that all proxies of a
 * network write and serve. A key that is changed begins a log of its own.
 */
export const rosterHeaders = pgTable(
  "roster_headers",
  {
    rosterKey: hexColumn("roster_key").notNull(),
    epoch: bigint({ mode: "number" }).notNull(),
    header: bytesColumn().notNull(),
    headerHash: hexColumn("header_hash").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.rosterKey, table.epoch] }),
    check("roster_headers_epoch", sql`${table.epoch} between 1 and 9007199254740991`),
    check(
      "roster_headers_bytes",
      sql`octet_length(${table.rosterKey}) = 32 and octet_length(${table.headerHash}) = 32
        and octet_length(${table.header}) between 65 and 512`,
    ),
  ],
);

/** The node lists of the latest epochs; older ones are removed, their headers stay. */
export const rosterIndexes = pgTable(
  "roster_indexes",
  {
    rosterKey: hexColumn("roster_key").notNull(),
    epoch: bigint({ mode: "number" }).notNull(),
    nodeIndex: bytesColumn("node_index").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.rosterKey, table.epoch] }),
    foreignKey({
      name: "roster_indexes_header",
      columns: [table.rosterKey, table.epoch],
      foreignColumns: [rosterHeaders.rosterKey, rosterHeaders.epoch],
    }),
    check("roster_indexes_bytes", sql`octet_length(${table.nodeIndex}) between 1 and 16777216`),
  ],
);
