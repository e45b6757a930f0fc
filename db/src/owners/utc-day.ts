import { type SQL, sql } from "drizzle-orm";

/** The column `day` of a moment in Unix seconds: UTC, "2026-11-30". */
export const utcDay = (seconds: SQL) =>
  sql<string>`to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM-DD')`.as("day");
