import { nanoton } from "@cocoon/protocol/money";
import { connect, type Database } from "../connection/index.ts";
import {
  deposit,
  expire,
  grant,
  grantReturn,
  hold,
  LedgerError,
  release,
  settle,
  withdraw,
} from "../ledger/index.ts";
import { COMMISSION_PPM, movesOf, type RandomMove } from "./random-moves.ts";

/**
 * A process to be killed: it goes through the random moves of its lanes, two to a connection, and says after each one
 * "lane index". Its one argument is JSON; `done` says how far each lane came before.
 */
export interface MoverPlan {
  readonly url: string;
  readonly seed: string;
  /** Moves of each lane. */
  readonly count: number;
  readonly connections: number;
  readonly accounts: readonly string[];
  readonly done: readonly number[];
}

const plan = JSON.parse(process.argv[2] ?? "") as MoverPlan;
const account = (index: number): string => plan.accounts[index] ?? "";

/** A job whose hold found too little has no hold to end. */
const endOf = (end: Promise<unknown>): Promise<unknown> =>
  end.catch((error: unknown) => {
    if (!(error instanceof LedgerError && error.code === "hold_unknown")) throw error;
  });

function ask(database: Database, move: RandomMove): Promise<unknown> {
  const accountId = account(move.account);
  if ("transferId" in move) {
    const asked = { transferId: move.transferId, accountId, amountNanoton: nanoton(move.amount) };
    if (move.kind === "deposit") return deposit(database, asked);
    if (move.kind === "withdraw") return withdraw(database, asked);
    if (move.kind === "grantReturn") return grantReturn(database, asked);
    // The sponsor pays itself in instead: every lane asks for something real each time.
    return move.account === 0
      ? deposit(database, asked)
      : grant(database, { ...asked, sponsorId: account(0) });
  }
  const key = { accountId, jobId: move.jobId, post: 1 };
  if (move.kind === "hold")
    return hold(database, { ...key, amountNanoton: nanoton(move.amount), source: move.source });
  if (move.kind !== "settle")
    return endOf(move.kind === "release" ? release(database, key) : expire(database, key));
  const workerId = `mover-${move.worker}`;
  return endOf(
    settle(database, { ...key, costNanoton: nanoton(move.cost), workerId, commissionPpm: COMMISSION_PPM }),
  );
}

async function runLane(database: Database, lane: number): Promise<void> {
  for (const [index, move] of movesOf(plan.seed, lane, plan.count).entries()) {
    if (index < (plan.done[lane] ?? 0)) continue;
    await ask(database, move);
    process.stdout.write(`${lane} ${index}\n`);
  }
}

const databases = Array.from({ length: plan.connections }, () => connect({ url: plan.url, max: 1 }));
await Promise.all(plan.done.map((_, lane) => runLane(databases[lane % plan.connections] as Database, lane)));
await Promise.all(databases.map((database) => database.close()));
