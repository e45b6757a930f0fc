export { connect, type ConnectOptions } from "./postgres.ts";
export type { Database } from "./database.ts";
export { DatabaseError } from "./error.ts";
export { migrate, MigrationError } from "./migrate.ts";
export { ping } from "./ping.ts";
