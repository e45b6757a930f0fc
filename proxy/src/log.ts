type Level = "info" | "warn" | "error";

/**
 * Writes one JSON line per event to stderr. Fields are named by the caller one by one: no request, row or error object is
 * ever logged whole, because it could carry a person's key or counts.
 */
export type Log = (
  level: Level,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

export const stderrLog: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
};
