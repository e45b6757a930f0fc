import assert from "node:assert/strict";
import { expectedOnChain } from "@cocoon/db/ledger";
import { addNanoton, formatTon, type Nanoton, nanoton, parseTon } from "@cocoon/protocol/money";
import { payIn } from "../../wallet/pay-in.ts";
import { until } from "../../until.ts";
import { cancelOne, loseOneWorker, runJobs } from "../money/jobs.ts";
import { claimAll, PAY_NOW_ENV } from "../money/owners.ts";
import { connect, localWallet, mint, newWallet, type Person } from "../money/person.ts";
import { Places } from "../money/places.ts";
import { accountTable } from "../money/table.ts";
import type { Network } from "../network.ts";
import type { Scenario, Stage } from "../scenario.ts";

const JOBS = 18;
const TOP_UP = parseTon("1");
const PAID_MS = 60_000;

/** A person pays in, asks twenty times and takes the rest out; a worker's owner claims; every nanoton is somewhere. */
export const money: Scenario = {
  name: "money",
  async run(stage) {
    const network = await stage.network({ endless: true, proxyEnv: PAY_NOW_ENV });
    const places = new Places(network);
    const wallet = newWallet(network);
    await mint(network, wallet, "3");
    stage.progress("a SIMULATED wallet connects and tops up 1 TON");
    const person = await connect(network, wallet);
    await payIn(person.client, wallet, TOP_UP);
    assert.equal(await places.depositOf(wallet.address), TOP_UP);
    assert.equal(await network.available(person), TOP_UP);
    const spent = await spend(network, person, stage);
    stage.progress("withdrawing what is left");
    await withdraw(network, places, person, spent);
    stage.progress("the workers' owners claim what they earned");
    await claimAll(network);
    await account(network, places, person, stage);
  },
};

/** Twenty jobs: one is cancelled, and one loses its worker. @returns what they cost together */
async function spend(network: Network, person: Person, stage: Stage): Promise<Nanoton> {
  stage.progress(`running ${JOBS} jobs`);
  const costs = await runJobs(person, JOBS);
  stage.progress("cancelling one");
  costs.push(await cancelOne(person));
  stage.progress("killing the worker of another");
  costs.push(await loseOneWorker(network, person));
  await network.settled();
  assert.ok(
    costs.every((cost) => cost > 0n),
    "a job that delivered something cost nothing",
  );
  const spent = costs.reduce(addNanoton, nanoton(0n));
  assert.equal(TOP_UP - (await network.available(person)), spent, "the balance fell by another amount");
  return spent;
}

/** Everything unspent is sent to the wallet, to the nanoton; no message of the person's own is needed. */
async function withdraw(
  network: Network,
  places: Places,
  { client, wallet, accountId }: Person,
  spent: Nanoton,
): Promise<void> {
  await client.money.withdraw();
  const paid = await until(
    "the withdrawal",
    async () => (await client.money.withdrawal()).paidNanoton ?? undefined,
    PAID_MS,
  );
  assert.equal(paid, String(TOP_UP - spent));
  assert.equal(await places.lastReceived(wallet.address), TOP_UP - spent);
  assert.equal(await network.available({ accountId }), 0n);
}

/** The books agree with the chain, and all that was ever minted is where it should be. */
async function account(network: Network, places: Places, { wallet }: Person, stage: Stage): Promise<void> {
  const own = localWallet(network);
  const wallets = { "the person": wallet.address, "the local account": own.address };
  const [found, { minted, fees }, books] = [
    await places.all(wallets),
    await places.totals(),
    await expectedOnChain(network.database),
  ];
  assert.equal(
    books.escrowsNanoton,
    await places.depositOf(own.address),
    "the books say another sum of all escrows",
  );
  const treasury = found.filter(({ name }) => /^treasury, (?:for workers|commission)$/.test(name));
  const holds = treasury.reduce((sum, { nanoton: amount }) => sum + amount, 0n);
  assert.equal(books.treasuryNanoton, holds, "the books say another sum of the treasury");
  const { lines, unaccounted } = accountTable(minted, [
    ...found,
    { name: "fees of the chain", nanoton: fees },
  ]);
  for (const line of lines) stage.print(line);
  assert.equal(unaccounted, 0n, `${formatTon(unaccounted)} is nowhere`);
}
