import {
  type EscrowAccount,
  encodeFinalizeClose,
  encodeRequestClose,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import { formatTon } from "@cocoon/protocol/money";
import type { Cell } from "@ton/core";
import { type Cli, EXIT, writeJson } from "../cli.ts";
import type { WithdrawCommand } from "./args.ts";
import { EscrowError } from "./escrow-error.ts";
import { handOver } from "./hand-over.ts";
import { accountOf, look, type Seen } from "./look.ts";
import { escrowPlace } from "./place.ts";

/** `cocoon withdraw`: a deposit's way out that needs nobody but the chain. */
export async function withdraw(args: WithdrawCommand, cli: Cli): Promise<number> {
  const place = await escrowPlace(args, cli);
  const seen = await look(place.client, place.parties);
  const account = accountOf(seen);
  if (args.step === "show") return show(seen, account, args, cli);
  const order = (body: Cell) => ({ to: seen.address, valueNanoton: VALUE_FOR_FEES, body, init: null });
  const task = { place, args, cli };
  if (args.step === "request") {
    refuseRequest(account);
    return handOver(task, order(encodeRequestClose()), (now) => now.account?.closingAt !== null);
  }
  refuseFinalizing(account, seen.nowS);
  return handOver(task, order(encodeFinalizeClose()), (now) => now.account?.epoch !== account.epoch);
}

function refuseRequest({ closingAt, balanceNanoton }: EscrowAccount): void {
  if (closingAt !== null) throw new EscrowError("close_requested");
  if (balanceNanoton === 0n) throw new EscrowError("nothing_deposited");
}

function refuseFinalizing({ closingAt }: EscrowAccount, nowS: number): void {
  if (closingAt === null) throw new EscrowError("not_requested");
  if (nowS < closingAt) throw new EscrowError("too_early");
}

function show(seen: Seen, account: EscrowAccount, args: WithdrawCommand, cli: Cli): number {
  const next = nextStep(account, seen.nowS);
  if (args.json) writeJson(cli, { address: seen.address.toString(), next, account });
  else for (const [name, value] of rows(seen, account, next)) cli.out.write(`${name.padEnd(12)}${value}\n`);
  return EXIT.ok;
}

type Next = "request" | "wait" | "finalize" | "nothing";

function nextStep({ closingAt, balanceNanoton }: EscrowAccount, nowS: number): Next {
  if (closingAt !== null) return nowS < closingAt ? "wait" : "finalize";
  return balanceNanoton > 0n ? "request" : "nothing";
}

const NEXT: Readonly<Record<Next, string>> = {
  request: "cocoon withdraw request: in 24 hours everything unspent can be taken out",
  wait: "wait until then; the proxy may charge what it is still owed",
  finalize: "cocoon withdraw finalize: pays the balance to the owner",
  nothing: "nothing: the escrow is empty",
};

const rows = ({ address }: Seen, account: EscrowAccount, next: Next): [string, string][] => [
  ["escrow", address.toString()],
  ["balance", formatTon(account.balanceNanoton)],
  ["deposited", `${formatTon(account.depositedNanoton)}, all time`],
  ["charged", `${formatTon(account.chargedTotalNanoton)}, all time`],
  ["paid out", `${formatTon(account.paidOutNanoton)}, all time`],
  ["daily limit", formatTon(account.dailyLimitNanoton)],
  [
    "close",
    account.closingAt === null ? "not requested" : `can be finalized from ${timeOf(account.closingAt)}`,
  ],
  ["next", NEXT[next]],
];

const timeOf = (seconds: number): string => new Date(seconds * 1_000).toISOString();
