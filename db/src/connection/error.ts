/** Failures that pass by themselves: the connection was lost or refused, or Postgres asks to try again. */
const TRANSIENT = /^(?:08|40|53|57|55P03|CONNECT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|DEADLINE)/;

/** What a driver's error says that is safe to repeat; everything else in it may quote a parameter. */
interface SafeFacts {
  readonly code?: unknown;
  /** postgres.js spells it constraint_name, PGlite constraint. */
  readonly constraint_name?: unknown;
  readonly constraint?: unknown;
}

const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

/**
 * A statement failed. Carries Postgres' SQLSTATE or the driver's code and nothing else of the original: drizzle 0.45
 * writes every parameter into its message, and Postgres quotes values in `detail`.
 */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** SQLSTATE such as "23514", a driver code such as "ECONNREFUSED", or an error's name. */
  readonly code: string;
  /** The violated constraint's name, which is ours and says no value. */
  readonly constraint: string | null;

  constructor(code: string, constraint: string | null = null) {
    super(
      `the database refused a statement or is out of reach (${constraint ? `${code}, ${constraint}` : code})`,
    );
    this.code = code;
    this.constraint = constraint;
  }

  /** Whether the same statement may succeed a moment later. Every move of this package may be repeated. */
  get transient(): boolean {
    return TRANSIENT.test(this.code);
  }
}

/** The innermost cause knows the code; the outer ones only repeat the query and its parameters. */
function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner;
}

/** Turns whatever a driver threw into an error that may be logged. */
export function redacted(error: unknown): DatabaseError {
  const inner = innermost(error);
  if (inner instanceof DatabaseError) return inner;
  const facts: SafeFacts = typeof inner === "object" && inner !== null ? inner : {};
  const code = textOrNull(facts.code) ?? (inner instanceof Error ? inner.name : "UNKNOWN");
  return new DatabaseError(code, textOrNull(facts.constraint_name ?? facts.constraint));
}
