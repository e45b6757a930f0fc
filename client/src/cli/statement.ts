import type { LedgerPage } from "@cocoon/protocol/api";
import { formatTon } from "@cocoon/protocol/money";
import type { StatementCommand } from "./args.ts";
import { type Cli, EXIT, writeJson } from "./cli.ts";
import { connect } from "./connect.ts";
import { printableLine } from "./text.ts";

type Entry = LedgerPage["entries"][number];

/** `cocoon statement`: what came in, what each question cost, what went out; newest first. */
export async function statement(command: StatementCommand, cli: Cli): Promise<number> {
  const { client } = await connect(command, cli);
  if (command.csv) {
    for await (const part of client.money.statementCsv()) cli.out.write(part);
    return EXIT.ok;
  }
  const page = await client.money.statement({ limit: command.limit });
  if (command.json) writeJson(cli, page);
  else if (page.entries.length === 0) cli.err.write("Nothing has happened on this account.\n");
  else for (const entry of page.entries) cli.out.write(`${entryLine(entry)}\n`);
  if (page.next !== null && !command.json) cli.err.write("There is more: --limit, or all of it by --csv.\n");
  return EXIT.ok;
}

export function entryLine({ createdMs, kind, amountNanoton, job }: Entry): string {
  const time = new Date(createdMs).toISOString().slice(0, 19).replace("T", " ");
  const amount = signedTon(BigInt(amountNanoton)).padStart(20);
  const what = printableLine(kind.replaceAll("_", " ")).padEnd(12);
  return `${time}  ${what} ${amount}${job ? `  ${jobText(job)}` : ""}`.trimEnd();
}

function jobText({ jobId, model, state, source }: NonNullable<Entry["job"]>): string {
  const paid = source === "granted" ? " · on trial" : "";
  return `${jobId.slice(0, 12)} · ${printableLine(model ?? "posted again")} · ${state ?? "replaced"}${paid}`;
}

const signedTon = (amount: bigint): string =>
  amount < 0n ? `-${formatTon(-amount)}` : `${amount > 0n ? "+" : ""}${formatTon(amount)}`;
