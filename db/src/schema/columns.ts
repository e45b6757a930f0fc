import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
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
