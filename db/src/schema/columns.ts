import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";

/** postgres.js gives a bigint as text, PGlite as number or bigint; each is exact. */
type DriverInteger = string | number | bigint;

/** For `mapWith`: money that a function of the database returns. */
export const readNanoton = (value: DriverInteger): Nanoton => nanoton(BigInt(value));

/** Money in a row: Postgres' bigint, never negative. */
export const nanotonColumn = customType<{ data: Nanoton; driverData: DriverInteger }>({
  dataType: () => "bigint",
  fromDriver: readNanoton,
});

/** Hashes and ids: 32 bytes in the row, lowercase hex in the program. */
export const hexColumn = customType<{ data: string; driverData: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (hex) => fromHex(hex),
  fromDriver: (bytes) => toHex(bytes),
});

/** Bytes as they came; copied out of the driver's buffer. */
export const bytesColumn = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => Uint8Array.from(bytes),
});

/** Logical times of the chain: unsigned 64 bits, one more than Postgres' bigint holds. */
export const ltColumn = customType<{ data: bigint; driverData: DriverInteger }>({
  dataType: () => "numeric(20)",
  toDriver: (lt) => lt.toString(),
  fromDriver: (value) => BigInt(value),
});

/** A moment in Unix milliseconds, which every driver reads alike; null stays null. */
export const millisecondsOf = (column: AnyColumn): SQL<number> =>
  sql<number>`(extract(epoch from ${column}) * 1000)::bigint`.mapWith(Number);

/** As {@link millisecondsOf}, of a column that may be null. */
export const millisecondsOrNull = (column: AnyColumn): SQL<number | null> => millisecondsOf(column);
