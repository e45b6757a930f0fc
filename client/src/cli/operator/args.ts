import type { ParseArgsConfig } from "node:util";
import { MalformedError } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { COMMON, type Common, common, read } from "../common-args.ts";
import { UsageError } from "../usage-error.ts";

export interface OperatorCommand extends Common {
  readonly command: "operator";
  /** Where the workers' earnings are paid to. */
  readonly owner: Address;
  readonly treasury: Address;
  /** A toncenter v2 endpoint that the owner chose, not the proxy's. */
  readonly endpoint: string;
  /** The network's id: part of what a voucher is signed over. */
  readonly globalId: number;
  readonly limitNanoton: Nanoton;
  readonly everyMs: number;
  /** So long without an answer is as bad as too much owed. */
  readonly patienceMs: number;
  /** Null only looks once. */
  readonly drainCommand: string | null;
}

const OPTIONS = {
  ...COMMON,
  owner: { type: "string" },
  treasury: { type: "string" },
  endpoint: { type: "string" },
  "global-id": { type: "string" },
  limit: { type: "string" },
  every: { type: "string" },
  patience: { type: "string" },
  "drain-command": { type: "string" },
} as const satisfies ParseArgsConfig["options"];

const SECOND_MS = 1_000;

/** Null asks for help. @throws UsageError */
export function parseOperator(args: readonly string[]): OperatorCommand | null {
  const { values, positionals } = read(args, OPTIONS, true);
  if (values.help) return null;
  if (positionals.join(" ") !== "watch") throw new UsageError("There is one operator command, watch.");
  return {
    command: "operator",
    ...common(values),
    owner: addressOf("--owner", values.owner),
    treasury: addressOf("--treasury", values.treasury),
    endpoint: urlOf(values.endpoint),
    globalId: integerOf("--global-id", values["global-id"] ?? "-239"),
    limitNanoton: tonOf(values.limit ?? "1"),
    everyMs: secondsOf("--every", values.every ?? "60"),
    patienceMs: secondsOf("--patience", values.patience ?? "1800"),
    drainCommand: values["drain-command"] ?? null,
  };
}

function addressOf(option: string, text = ""): Address {
  try {
    return Address.parse(text);
  } catch {
    throw new UsageError(`${option} takes a TON address.`);
  }
}

function urlOf(text = ""): string {
  if (!/^https?:\/\/\S+$/.test(text))
    throw new UsageError(
      "--endpoint takes the URL of a TON endpoint, such as https://toncenter.com/api/v2/jsonRPC.",
    );
  return text;
}

function integerOf(option: string, text: string): number {
  if (!/^-?[0-9]{1,10}$/.test(text)) throw new UsageError(`${option} takes a whole number.`);
  return Number(text);
}

function secondsOf(option: string, text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new UsageError(`${option} takes a number of seconds above zero.`);
  return Number(text) * SECOND_MS;
}

function tonOf(text: string): Nanoton {
  try {
    return parseTon(text);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new UsageError("--limit takes an amount of TON, such as 1.");
  }
}
