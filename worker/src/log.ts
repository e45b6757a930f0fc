type Level = "info" | "warn" | "error";

/**
 * Writes one JSON line per event to stderr. Fields are named by the caller one by one: no request, answer, key or error
 * object is ever logged, because it could carry a person's text. Job events carry no counts.
 */
export type Log = (
  level: Level,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

export const stderrLog: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
};

/** What may be told of an unknown error: its class and, for the system's own, its code; never its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
}
