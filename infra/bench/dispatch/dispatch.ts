import { connect, migrate } from "@cocoon/db/connection";
import { developmentPolicy, mintSimulatedPki } from "@cocoon/protocol/testing";
import type { Figure } from "../figure.ts";
import { newStubIdentity } from "../stub/identity.ts";
import { newReadyJob, type ReadyJob } from "../stub/job.ts";
import type { Suite, SuiteContext } from "../suite.ts";
import { type FundedAccount, fundedAccounts } from "./accounts.ts";
import { figuresOf } from "./figures.ts";
import { openProxied } from "./proxied.ts";
import { DATABASE_CONNECTIONS } from "./proxy-process.ts";
import { RawBullMq } from "./raw.ts";
import { jobsOf, measureRounds, planOf } from "./rounds.ts";
import { type Servers, startServers } from "./servers.ts";

/** As many as a client seals to. */
const STUBS = ["bench-1", "bench-2", "bench-3"] as const;

/** Jobs per second through the proxy beside the least that a paid queue could do, on the same Redis and Postgres. */
export const dispatchSuite: Suite = async (context) => {
  context.progress("starting Postgres and Redis");
  const servers = await startServers(context.folder, context.progress);
  try {
    return await withServers(context, servers);
  } finally {
    await servers.stop();
  }
};

async function withServers(context: SuiteContext, servers: Servers): Promise<Figure[]> {
  const { quick, progress } = context;
  const plan = planOf(quick);
  const database = connect({ url: servers.databaseUrl, max: DATABASE_CONNECTIONS });
  const undo: (() => Promise<void>)[] = [() => database.close()];
  try {
    await migrate(database);
    const accounts = await fundedAccounts(database, plan.lanes);
    const pki = await mintSimulatedPki();
    const policy = developmentPolicy(pki);
    const stubs = await Promise.all(STUBS.map((name) => newStubIdentity(pki, policy, name)));
    const total = jobsOf(plan);
    progress(`sealing ${total} envelopes and the answers to them, before any clock starts`);
    const jobs: ReadyJob[] = [];
    for (let made = 0; made < total; made++) jobs.push(await newReadyJob(stubs));
    const raw = await RawBullMq.open(database, servers.redisUrl.reveal(), plan.lanes);
    undo.push(() => raw.close());
    const proxied = await openProxied({ context, servers, pki, stubs, accounts, jobs });
    undo.push(() => proxied.close());
    const ways = {
      proxied: proxied.perform,
      raw: (job: ReadyJob, lane: number) => raw.perform((accounts[lane] as FundedAccount).accountId, job),
    };
    const measured = await measureRounds(plan, jobs, ways, progress);
    return figuresOf(plan.lanes, measured.proxied, measured.raw);
  } finally {
    for (const close of undo.reverse()) await close();
  }
}
