import type { ParseArgsConfig } from "node:util";
import { MalformedError } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { read } from "../common-args.ts";
import { UsageError } from "../usage-error.ts";

/** What every command about an escrow is told: whose it is, and who knows the chain. No proxy has a part in it. */
export interface EscrowArgs {
  /** Null for that of the local network. */
  readonly treasury: string | null;
  readonly owner: string;
  /** Of the toncenter v2 form; null leaves it to the environment and the settings. */
  readonly endpoint: string | null;
  /** A file of the owner's 24 words, "-" for standard input; null to be given a link to sign elsewhere. */
  readonly words: string | null;
  readonly json: boolean;
}

export interface WithdrawCommand extends EscrowArgs {
  readonly command: "withdraw";
  readonly step: "show" | "request" | "finalize";
}

export interface TopUpCommand extends EscrowArgs {
  readonly command: "topup";
  readonly amountNanoton: Nanoton;
  /** The most that may be charged on a day, of a deposit that has no guards yet or looser ones; null leaves them. */
  readonly dailyLimitNanoton: Nanoton | null;
  /** Whether a key of this device has to sign each charge. */
  readonly payerKey: boolean;
}

const ESCROW = {
  treasury: { type: "string" },
  owner: { type: "string" },
  endpoint: { type: "string" },
  words: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

const TOP_UP = {
  ...ESCROW,
  amount: { type: "string" },
  "daily-limit": { type: "string" },
  "payer-key": { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

/** @returns null where help is asked for @throws UsageError */
export function parseWithdraw(args: readonly string[]): WithdrawCommand | null {
  const { values, positionals } = read(args, ESCROW, true);
  if (values.help) return null;
  const [step = "show", ...others] = positionals;
  if (others.length > 0 || (step !== "show" && step !== "request" && step !== "finalize"))
    throw new UsageError("cocoon withdraw takes one step: request, finalize, or none to look.");
  return { command: "withdraw", step, ...escrowArgs(values) };
}

/** @returns null where help is asked for @throws UsageError */
export function parseTopUp(args: readonly string[]): TopUpCommand | null {
  const { values, positionals } = read(args, TOP_UP, true);
  if (values.help) return null;
  if (positionals.length > 0)
    throw new UsageError("cocoon topup is told how much by --amount, such as --amount 1.5.");
  const limit = values["daily-limit"];
  return {
    command: "topup",
    ...escrowArgs(values),
    amountNanoton: amountOf("--amount", values.amount),
    dailyLimitNanoton: limit === undefined ? null : amountOf("--daily-limit", limit),
    payerKey: values["payer-key"] ?? false,
  };
}

interface Values {
  readonly treasury?: string;
  readonly owner?: string;
  readonly endpoint?: string;
  readonly words?: string;
  readonly json?: boolean;
}

const escrowArgs = (values: Values): EscrowArgs => ({
  treasury: values.treasury === undefined ? null : addressOf("--treasury", values.treasury),
  owner: addressOf("--owner", values.owner),
  endpoint: values.endpoint === undefined ? null : endpointOf(values.endpoint),
  words: values.words ?? null,
  json: values.json ?? false,
});

/** Its checksum is looked at when it is used: TON's library is not loaded for a command line that may be wrong. */
function addressOf(option: string, text: string | undefined): string {
  if (text !== undefined && /^(?:[A-Za-z0-9_+/-]{48}|0:[0-9a-fA-F]{64})$/.test(text)) return text;
  throw new UsageError(
    text === undefined
      ? `${option} is missing: name your wallet, which the deposit belongs to.`
      : `${option} is no TON address; it begins with EQ, UQ or 0:.`,
  );
}

function endpointOf(text: string): string {
  if (/^https?:\/\/\S+$/.test(text) && URL.canParse(text)) return text;
  throw new UsageError("--endpoint takes the URL of a TON server, such as https://toncenter.com/api/v2.");
}

function amountOf(option: string, text: string | undefined): Nanoton {
  try {
    const amount = parseTon(text ?? "");
    if (amount > 0n) return amount;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw new UsageError(`${option} takes an amount of TON above zero, such as 1.5.`);
}
