import { Secret } from "@cocoon/protocol/bytes";
import postgres from "postgres";
import { type Database, databaseOn, type Driver, type DriverTransaction } from "./database.ts";
import { DatabaseError } from "./error.ts";

export interface ConnectOptions {
  /** `postgres://user:password@host:port/name`; `?host=/folder` for a UNIX socket. */
  readonly url: Secret<string> | string;
  /** Connections at most. 10 when not given. */
  readonly max?: number;
  /** After this the server cancels a statement (SQLSTATE 57014). 10 s when not given. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a connection to be made. 10 s when not given. */
  readonly connectTimeoutMs?: number;
  /** What `pg_stat_activity` shows. */
  readonly applicationName?: string;
}

type Sql = ReturnType<typeof openPool>;
type Parameters = Parameters_<Sql["unsafe"]>[1];
type Parameters_<F> = F extends (...args: infer A) => unknown ? A : never;

function openPool(options: ConnectOptions, statementTimeoutMs: number, connectTimeoutMs: number) {
  const url = options.url instanceof Secret ? options.url.reveal() : options.url;
  return postgres(url, {
    max: options.max ?? 10,
    connect_timeout: Math.ceil(connectTimeoutMs / 1000),
    // By default a lost connection is made again after up to 20 s, longer than any request waits.
    backoff: (attempts) => Math.min(0.05 * 2 ** attempts, 1),
    // No array types are used, and without their look-up a new connection is one round trip cheaper.
    fetch_types: false,
    // Notices can quote values.
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? "cocoon",
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      default_transaction_isolation: "read committed",
    },
  });
}

const CLOSE_TIMEOUT_MS = 3_000;

/** A server that went silent without closing its sockets must not hang a request for ever. */
async function within<T>(deadlineMs: number, work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseError("DEADLINE")), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Opens a pool; connections are made when first needed, so this never fails by itself. */
export function connect(options: ConnectOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  const pool = openPool(options, statementTimeoutMs, connectTimeoutMs);
  // Prepared, or postgres.js would ask for the parameter types first: two round trips for one.
  const prepared = (text: string, parameters: readonly unknown[]) =>
    pool.unsafe(text, [...parameters] as Parameters, { prepare: true });
  const driver: Driver = {
    query(text, parameters, rowsAs) {
      const query = prepared(text, parameters);
      return within(statementTimeoutMs + connectTimeoutMs, rowsAs === "arrays" ? query.values() : query);
    },
    inTransaction: async <T>(work: (transaction: DriverTransaction) => Promise<T>) => {
      let result: { value: T } | undefined;
      await pool.begin(async (transaction) => {
        const value = await work({
          query: async (text, parameters) => [
            ...(await transaction.unsafe(text, [...parameters] as Parameters)),
          ],
          script: async (text) => void (await transaction.unsafe(text)),
        });
        result = { value };
      });
      if (!result) throw new DatabaseError("UNKNOWN");
      return result.value;
    },
    listen: async (channel, onNotify) => {
      // A connection of its own; called at first and each time it had to be made again.
      const { unlisten } = await pool.listen(channel, onNotify, () => onNotify(null));
      return unlisten;
    },
    // postgres.js waits without end for a connection that was cut; moves take milliseconds.
    close: () => pool.end({ timeout: Math.min(statementTimeoutMs, CLOSE_TIMEOUT_MS) / 1000 }),
  };
  return databaseOn(driver);
}
