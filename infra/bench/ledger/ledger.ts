import { randomBytes } from "node:crypto";
import { type Database, migrate } from "@cocoon/db/connection";
import { hold, settle } from "@cocoon/db/ledger";
import { freshDatabase } from "@cocoon/db/testing";
import { nanoton } from "@cocoon/protocol/money";
import { join } from "node:path";
import { startPostgres } from "../../stack/postgres.ts";
import { fundedAccounts } from "../dispatch/accounts.ts";
import { type Figure, rateOf } from "../figure.ts";
import { BenchError, type Suite, type SuiteContext } from "../suite.ts";
import { INSTALL_PGBENCH, Pgbench } from "./pgbench.ts";

/** On both sides. */
const CONNECTIONS = 8;
/** Who wait for the ledger at once: a proxy serves many people by few connections. */
const PEOPLE = 64;
const SCALE = 8;
const WORKERS = 3;
const HELD = nanoton(1_000n);
const COST = nanoton(600n);

const planOf = (quick: boolean) => (quick ? { rounds: 3, seconds: 2 } : { rounds: 5, seconds: 6 });

/** The ledger beside what Postgres' own benchmark makes of the same server, in turns. */
export const ledgerSuite: Suite = async (context) => {
  const { folder } = context;
  context.progress("starting Postgres");
  const postgres = await startPostgres({
    folder: join(folder, "postgres"),
    logFile: join(folder, "postgres.log"),
  });
  try {
    const pgbench = await Pgbench.find(postgres.url);
    if (!pgbench) context.progress(INSTALL_PGBENCH);
    const database = await freshDatabase(postgres.url.reveal(), { max: CONNECTIONS });
    try {
      return await measure(context, database, pgbench);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
};

async function measure(
  { quick, progress }: SuiteContext,
  database: Database,
  pgbench: Pgbench | null,
): Promise<Figure[]> {
  const { rounds, seconds } = planOf(quick);
  await migrate(database);
  const accounts = (await fundedAccounts(database, PEOPLE)).map(({ accountId }) => accountId);
  await pgbench?.prepare(SCALE);
  // Connections are made, code is compiled, statements are prepared.
  await jobsIn(database, accounts, 1);
  const total = { jobs: 0, jobSeconds: 0, transactions: 0 };
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}: ${seconds} s each`);
    const ours = await jobsIn(database, accounts, seconds);
    total.jobs += ours.jobs;
    total.jobSeconds += ours.seconds;
    total.transactions += (await pgbench?.measure(CONNECTIONS, seconds)) ?? 0;
  }
  return [
    {
      suite: "ledger",
      name: `jobs held and settled with a release, ${PEOPLE} people, ${CONNECTIONS} connections`,
      unit: "jobs/s",
      measured: rateOf(total.jobs, total.jobSeconds),
      baseline: pgbench && {
        name: `pgbench -s ${SCALE} -M prepared -c ${CONNECTIONS}, transactions`,
        ...rateOf(Math.round(total.transactions), rounds * seconds),
      },
      barMs: null,
      barRatio: 1,
    },
  ];
}

/** As many jobs as each person manages one after the other in this time, on an account of their own. */
async function jobsIn(database: Database, accounts: readonly string[], seconds: number) {
  const start = performance.now();
  const end = start + seconds * 1_000;
  const person = async (accountId: string) => {
    let jobs = 0;
    for (; performance.now() < end; jobs++) await job(database, accountId, jobs % WORKERS);
    return jobs;
  };
  const made = await Promise.all(accounts.map(person));
  return { jobs: made.reduce((sum, one) => sum + one, 0), seconds: (performance.now() - start) / 1_000 };
}

async function job(database: Database, accountId: string, worker: number): Promise<void> {
  const key = { accountId, jobId: randomBytes(32).toString("hex"), post: 1 };
  const held = await hold(database, { ...key, amountNanoton: HELD });
  if (held !== "held") throw new BenchError(`The ledger answered ${held}.`);
  await settle(database, { ...key, costNanoton: COST, workerId: `bench-${worker}`, commissionPpm: 50_000 });
}
