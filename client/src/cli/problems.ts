import { ClientError, type ErrorCode } from "../errors.ts";
import { EXIT } from "./cli.ts";
import { EscrowError } from "./escrow/escrow-error.ts";
import { printableLine } from "./text.ts";
import { UsageError } from "./usage-error.ts";

/** What to do at a command line, where the SDK's sentence does not say it. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  no_node_accepted:
    "See each machine and its reason: cocoon nodes. The default policy takes real AMD machines only; a local network's simulated ones need its .cocoon/client.json or --policy development.",
  roster_key_changed: "To accept an announced one: cocoon nodes --accept-roster-key KEY.",
  network_failed: "A local network is started by npm start.",
  guards_absent: "To accept new machines: --redraw.",
  unauthorized: "It is read from COCOON_API_KEY, else from .cocoon/client.json.",
  unknown_model: "See them: cocoon models.",
  quote_too_low: "See prices: cocoon models.",
};

/** One line for a person: what happened and what to do. */
export function errorLine(error: ClientError): string {
  const hint = HINTS[error.code];
  return printableLine(hint ? `${error.message} ${hint}` : error.message);
}

/** The line and the exit code of whatever ended a command; a fault of the program itself shows no stack either. */
export function describeFailure(error: unknown): { line: string; code: string; exit: number } {
  if (error instanceof UsageError) return { line: error.message, code: "usage", exit: EXIT.usage };
  if (error instanceof ClientError) {
    const exit = error.code === "aborted" ? EXIT.interrupted : EXIT.failure;
    return { line: errorLine(error), code: error.code, exit };
  }
  if (error instanceof EscrowError) return { line: error.message, code: error.code, exit: EXIT.failure };
  const reason = error instanceof Error ? error.message : String(error);
  return { line: `cocoon failed: ${printableLine(reason)}`, code: "internal", exit: EXIT.failure };
}
