import { type Cli, EXIT, writeJson } from "../cli.ts";
import type { EscrowArgs } from "./args.ts";
import { EscrowError } from "./escrow-error.ts";
import { look, type Parties, type Seen } from "./look.ts";
import type { EscrowPlace } from "./place.ts";
import { connectMessageOf, linkOf, type Order } from "./order.ts";
import { readWords, signerOf } from "./sign.ts";

const LOOK_EVERY_MS = 2_000;
const LOOK_FOR_MS = 90_000;

export interface Task {
  readonly place: EscrowPlace;
  readonly args: EscrowArgs;
  readonly cli: Cli;
}

/** Signs and sends an order where the words are given, else shows what another wallet can sign. */
export async function handOver(
  { place: { client, parties, globalIds }, args, cli }: Task,
  order: Order,
  isDone: (seen: Seen) => boolean,
): Promise<number> {
  if (args.words === null) return showOrder(cli, parties, order, args.json);
  const signer = await signerOf(await readWords(args.words, cli), parties.owner, globalIds);
  await signer.send(client, order);
  cli.err.write("Sent; waiting until the chain shows it ...\n");
  const seen = await untilSeen(() => look(client, parties), isDone);
  if (args.json) writeJson(cli, { sent: connectMessageOf(order), account: seen.account });
  else cli.out.write("Done: the chain shows it.\n");
  return EXIT.ok;
}

function showOrder(cli: Cli, { owner }: Parties, order: Order, json: boolean): number {
  const [link, message] = [linkOf(order), connectMessageOf(order)];
  if (json) writeJson(cli, { link, message });
  else {
    cli.err.write(
      `Open this in the wallet ${owner.toString({ bounceable: false })}; nobody else's message counts.\n`,
    );
    cli.out.write(`${link}\n`);
    cli.err.write(`Or send it by TON Connect:\n${JSON.stringify(message)}\n`);
  }
  return EXIT.ok;
}

/** @throws EscrowError when it takes too long */
async function untilSeen(see: () => Promise<Seen>, isDone: (seen: Seen) => boolean): Promise<Seen> {
  for (const latest = Date.now() + LOOK_FOR_MS; Date.now() < latest; ) {
    const seen = await see();
    if (isDone(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new EscrowError("not_seen");
}
