import type { ParseArgsConfig } from "node:util";
import { LIMITS, MONEY_LIMITS } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { COMMON, type Common, common, read } from "./common-args.ts";
import { type OperatorCommand, parseOperator } from "./operator/args.ts";
import { parseTopUp, parseWithdraw, type TopUpCommand, type WithdrawCommand } from "./escrow/args.ts";
import { UsageError } from "./usage-error.ts";
import { parseVerify, type VerifyCommand } from "./verify/args.ts";

export interface ChatCommand extends Common {
  readonly command: "chat";
  /** Null asks for an interactive conversation; "-" reads the question from standard input. */
  readonly question: string | null;
  readonly model: string | null;
  readonly maxTokens: number;
  readonly ceilingNanoton: Nanoton | null;
  readonly redraw: boolean;
}

export interface PendingCommand extends Common {
  readonly command: "pending";
  readonly cancel: boolean;
}

export interface ListCommand extends Common {
  readonly command: "models" | "balance";
}

export interface StatementCommand extends Common {
  readonly command: "statement";
  readonly csv: boolean;
  /** How many entries. */
  readonly limit: number;
}

export interface NodesCommand extends Common {
  readonly command: "nodes";
  /** The roster key, 32 bytes in hex, that the proxy's operator has announced; null keeps the one first seen. */
  readonly acceptRosterKey: string | null;
}

export type Command =
  | ChatCommand
  | PendingCommand
  | ListCommand
  | NodesCommand
  | StatementCommand
  | VerifyCommand
  | OperatorCommand
  | WithdrawCommand
  | TopUpCommand
  | { readonly command: "worker"; readonly args: readonly string[] }
  | { readonly command: "help"; readonly topic: string | null }
  | { readonly command: "version" };

const DEFAULT_MAX_TOKENS = 512;

const CHAT = {
  ...COMMON,
  model: { type: "string", short: "m" },
  "max-tokens": { type: "string" },
  ceiling: { type: "string" },
  redraw: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

const NODES = {
  ...COMMON,
  "accept-roster-key": { type: "string" },
} as const satisfies ParseArgsConfig["options"];

const STATEMENT = {
  ...COMMON,
  csv: { type: "boolean" },
  limit: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

const PENDING = { ...COMMON, cancel: { type: "boolean" } } as const satisfies ParseArgsConfig["options"];

/** @throws UsageError */
export function parseCommand(argv: readonly string[]): Command {
  const [name, ...rest] = argv;
  switch (name) {
    case undefined:
    case "help":
    case "--help":
    case "-h":
      return { command: "help", topic: rest[0] ?? null };
    case "--version":
    case "-v":
      return { command: "version" };
    case "chat":
      return parseChat(rest);
    case "models":
    case "balance":
      return parseList(name, rest);
    case "statement":
      return parseStatement(rest);
    case "nodes":
      return parseNodes(rest);
    case "verify":
      return parseVerify(rest) ?? { command: "help", topic: "verify" };
    case "withdraw":
      return parseWithdraw(rest) ?? { command: "help", topic: "withdraw" };
    case "topup":
      return parseTopUp(rest) ?? { command: "help", topic: "topup" };
    case "pending":
      return parsePending(rest);
    case "operator":
      return parseOperator(rest) ?? { command: "help", topic: "operator" };
    case "worker":
      return { command: "worker", args: rest };
    default:
      throw new UsageError(`There is no command "${name.slice(0, 32)}"; see cocoon help.`);
  }
}

function parseChat(args: readonly string[]): Command {
  const { values, positionals } = read(args, CHAT, true);
  if (values.help) return { command: "help", topic: "chat" };
  return {
    command: "chat",
    ...common(values),
    question: positionals.length > 0 ? positionals.join(" ") : null,
    model: values.model ?? null,
    maxTokens: values["max-tokens"] === undefined ? DEFAULT_MAX_TOKENS : maxTokensOf(values["max-tokens"]),
    ceilingNanoton: values.ceiling === undefined ? null : ceilingOf(values.ceiling),
    redraw: values.redraw ?? false,
  };
}

function parseList(command: ListCommand["command"], args: readonly string[]): Command {
  const { values } = read(args, COMMON, false);
  return values.help ? { command: "help", topic: command } : { command, ...common(values) };
}

function parseNodes(args: readonly string[]): Command {
  const { values } = read(args, NODES, false);
  if (values.help) return { command: "help", topic: "nodes" };
  const key = values["accept-roster-key"]?.toLowerCase() ?? null;
  if (key !== null && !/^[0-9a-f]{64}$/.test(key))
    throw new UsageError(
      "--accept-roster-key takes 32 bytes in hex, as the proxy's operator announced them.",
    );
  return { command: "nodes", ...common(values), acceptRosterKey: key };
}

function parseStatement(args: readonly string[]): Command {
  const { values } = read(args, STATEMENT, false);
  if (values.help) return { command: "help", topic: "statement" };
  const limit = values.limit ?? "50";
  if (!/^[1-9][0-9]{0,2}$/.test(limit) || Number(limit) > MONEY_LIMITS.ledgerPage)
    throw new UsageError(`--limit takes a whole number from 1 to ${MONEY_LIMITS.ledgerPage}.`);
  if (values.csv && (values.json || values.limit !== undefined))
    throw new UsageError(
      "--csv gives the whole statement in a form of its own; leave --json and --limit away.",
    );
  return { command: "statement", ...common(values), csv: values.csv ?? false, limit: Number(limit) };
}

function parsePending(args: readonly string[]): Command {
  const { values } = read(args, PENDING, false);
  if (values.help) return { command: "help", topic: "pending" };
  return { command: "pending", ...common(values), cancel: values.cancel ?? false };
}

function maxTokensOf(text: string): number {
  const maxTokens = /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : 0;
  if (maxTokens < 1 || maxTokens > LIMITS.maxTokensBucket)
    throw new UsageError(`--max-tokens takes a whole number from 1 to ${LIMITS.maxTokensBucket}.`);
  return maxTokens;
}

function ceilingOf(text: string): Nanoton {
  try {
    const ceiling = parseTon(text);
    if (ceiling > 0n) return ceiling;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw new UsageError("--ceiling takes an amount of TON above zero, such as 0.01.");
}
