import { formatTon, parseNanoton } from "@cocoon/protocol/money";
import { ClientError } from "../errors.ts";
import type { PendingJob } from "../store.ts";
import { balanceLines } from "./balance.ts";
import type { ListCommand, NodesCommand, PendingCommand } from "./args.ts";
import { type Cli, EXIT, writeJson } from "./cli.ts";
import { type Connection, connect } from "./connect.ts";
import { errorLine } from "./problems.ts";
import { modelLine, nodeJson, nodeLine } from "./render.ts";
import { styled } from "./terminal.ts";
import { printableLine } from "./text.ts";

/** `cocoon models`, `balance` and `nodes`. */
export async function list(command: ListCommand | NodesCommand, cli: Cli): Promise<number> {
  const connection = await connect(command, cli);
  const show = command.json ? (value: unknown) => writeJson(cli, value) : null;
  switch (command.command) {
    case "models":
      return listModels(connection, cli, show);
    case "balance":
      return showBalance(connection, cli, show);
    case "nodes":
      if (command.acceptRosterKey) await connection.client.acceptRosterKey(command.acceptRosterKey);
      return listNodes(connection, cli, show);
  }
}

type Show = ((value: unknown) => void) | null;

async function listModels({ client }: Connection, cli: Cli, show: Show): Promise<number> {
  const models = await client.models();
  if (show) show({ models });
  else if (models.length === 0) cli.err.write("No worker serves a model now.\n");
  else for (const model of models) cli.out.write(`${modelLine(model)}\n`);
  return EXIT.ok;
}

async function showBalance({ client }: Connection, cli: Cli, show: Show): Promise<number> {
  const account = await client.account();
  if (show) show(account);
  else cli.out.write(`${balanceLines(account).join("\n")}\n`);
  return EXIT.ok;
}

/** Fails when no node is accepted, so that scripts can check a network by it. */
async function listNodes(connection: Connection, cli: Cli, show: Show): Promise<number> {
  const { client, policyName } = connection;
  const { verified, rejected } = await client.nodes();
  const registry = await registryShown(connection);
  const nodes = verified.map(({ node }) => nodeJson(node));
  if (show) show({ policy: policyName, registry, verified: nodes, rejected });
  else {
    cli.err.write(`policy ${policyName}: ${verified.length} verified, ${rejected.length} rejected\n`);
    cli.err.write(`${registryLine(registry)}\n`);
    for (const { node, operator, offers, unlistedOffers } of verified) {
      const models = [
        ...offers.map(({ model }) => model),
        ...unlistedOffers.map(({ model }) => `${model} (NOT LISTED, not used)`),
      ].join(", ");
      const mark = styled(cli.out, cli.env, node.simulated ? "yellow" : "green", "verified");
      cli.out.write(`${mark}  ${nodeLine(node)} · ${printableLine(operator)} · ${models}\n`);
    }
    for (const { keyIdHex, code, sentence, clause } of rejected) {
      const where = clause === null ? code : `${code}, SPEC ${clause}`;
      const mark = styled(cli.out, cli.env, "red", "rejected");
      cli.out.write(`${mark}  ${keyIdHex.slice(0, 12)}: ${printableLine(sentence)} (${where})\n`);
    }
  }
  return verified.length > 0 ? EXIT.ok : EXIT.failure;
}

/** Which registry was applied, and as of when. */
async function registryShown({ registry }: Connection) {
  if (!registry) return null;
  const { asOfMs } = await registry.current();
  return { ...registry.place, asOfMs };
}

const registryLine = (registry: Awaited<ReturnType<typeof registryShown>>): string =>
  registry
    ? `registry ${registry.address} of network ${registry.network}, as of ${new Date(registry.asOfMs).toISOString()}`
    : "no registry: set COCOON_REGISTRY and COCOON_TON_API to hear of its warnings";

/** `cocoon pending`: what a crash left behind. */
export async function pending(command: PendingCommand, cli: Cli): Promise<number> {
  const { client } = await connect(command, cli);
  const jobs = await client.pending();
  if (!command.cancel) {
    if (command.json) writeJson(cli, { pending: jobs });
    else if (jobs.length === 0) cli.err.write("No question is open.\n");
    else for (const job of jobs) cli.out.write(`${jobLine(job)}\n`);
    return EXIT.ok;
  }
  let failed = false;
  for (const job of jobs) {
    try {
      const status = await client.cancel(job.jobId);
      const charged = status?.chargedNanoton
        ? `, charged ${formatTon(parseNanoton(status.chargedNanoton))}`
        : "";
      cli.out.write(`${jobLine(job)}: ${status?.state ?? "unknown to the proxy"}${charged}\n`);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      failed = true;
      cli.err.write(`${jobLine(job)}: ${errorLine(error)}\n`);
    }
  }
  return failed ? EXIT.failure : EXIT.ok;
}

const jobLine = ({ jobId, model, createdMs, priceCeilingNanoton }: PendingJob): string =>
  `${jobId.slice(0, 12)}  ${new Date(createdMs).toISOString()}  ${printableLine(model)}  at most ${formatTon(parseNanoton(priceCeilingNanoton))}`;
