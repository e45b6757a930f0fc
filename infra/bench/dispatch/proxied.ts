import { encodeSimulatedRoots, type SimulatedPki } from "@cocoon/protocol/testing";
import type { StubIdentity } from "../stub/identity.ts";
import type { ReadyJob } from "../stub/job.ts";
import { connectStubWorker, type StubWorker } from "../stub/worker.ts";
import type { BenchError, SuiteContext } from "../suite.ts";
import type { FundedAccount } from "./accounts.ts";
import { HttpClient } from "./http-client.ts";
import type { Perform } from "./lanes.ts";
import { startProxyProcess } from "./proxy-process.ts";
import type { Servers } from "./servers.ts";

export interface Proxied {
  readonly perform: Perform<ReadyJob>;
  close(): Promise<void>;
}

export interface ProxiedOptions {
  readonly context: SuiteContext;
  readonly servers: Servers;
  readonly pki: SimulatedPki;
  readonly stubs: readonly StubIdentity[];
  /** One for each lane. */
  readonly accounts: readonly FundedAccount[];
  readonly jobs: readonly ReadyJob[];
}

/** The way through the proxy: a client for each lane on one side, the stub workers on the other. */
export async function openProxied(options: ProxiedOptions): Promise<Proxied> {
  const { context, servers, pki, stubs, accounts, jobs } = options;
  const { folder, profileFolder } = context;
  const proxy = await startProxyProcess({
    servers,
    folder,
    profileFolder,
    simulatedRoots: encodeSimulatedRoots(pki),
  });
  const { origin } = proxy;
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const failure = failSwitch();
  const workers: StubWorker[] = [];
  for (const identity of stubs)
    workers.push(
      await connectStubWorker(identity, {
        origin,
        // Never what the clients wait for.
        slots: accounts.length,
        answerOf: (jobId, keyId) => byId.get(jobId)?.answers.get(keyId),
        fail: failure.fail,
      }),
    );
  const clients = accounts.map(({ apiKey }) => new HttpClient(origin, apiKey, 1));
  return {
    perform: (job, lane) => Promise.race([(clients[lane] as HttpClient).perform(job), failure.failed]),
    close: async () => {
      for (const client of clients) client.close();
      for (const worker of workers) worker.close();
      await proxy.stop();
    },
  };
}

/** Lets a worker's failure end the run, which would otherwise wait for an answer that never comes. */
function failSwitch(): { failed: Promise<never>; fail: (error: BenchError) => void } {
  let fail: (error: BenchError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // It is awaited only while a job runs.
  failed.catch(() => undefined);
  return { failed, fail };
}
