import { nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FreshDatabase } from "../testing/index.ts";
import { testDatabase } from "../testing/test-server.ts";
import { balance, totals } from "../ledger/index.ts";
import { fundedAccount } from "../ledger/ledger.suite.ts";
import { admit, finish, getJob, markStreaming } from "./index.ts";
import { ended, hash, newJob } from "./jobs.suite.ts";

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe("many jobs at once", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await testDatabase({ max: 24 });
  });
  afterEach(async () => {
    expect((await totals(database)).sumNanoton).toBe(0n);
  });
  afterAll(() => database.close());

  it("admits one of many posts of one id", async () => {
    const job = newJob(await fundedAccount(database, 1_000n), 10n);
    const posts = times(60, (index) => (index % 2 ? job : { ...job, envelopeHash: hash() }));
    const kinds = (await Promise.all(posts.map((post) => admit(database, post)))).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "admitted")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "insufficient")).toHaveLength(0);
    expect(await balance(database, job.accountId)).toMatchObject({
      availableNanoton: 990n,
      heldNanoton: 10n,
    });
  });

  it("admits one next post of a job that was lost", async () => {
    const job = newJob(await fundedAccount(database, 1_000n), 10n);
    await admit(database, job);
    await finish(database, ended(job, { state: "failed", problem: "job_lost" }));
    const kinds = await Promise.all(times(40, () => admit(database, job)));
    expect(kinds.filter(({ kind }) => kind === "admitted")).toEqual([
      { kind: "admitted", post: 2, source: "own" },
    ]);
    expect(await balance(database, job.accountId)).toMatchObject({
      availableNanoton: 990n,
      heldNanoton: 10n,
    });
  });

  it("ends every job once, whoever races: receipt, cancel, deadline or stream", async () => {
    const accounts = await Promise.all(times(4, () => fundedAccount(database, 10_000n)));
    const all = accounts.flatMap((accountId) => times(50, () => newJob(accountId, 100n)));
    await Promise.all(all.map((job) => admit(database, job)));
    const outcomes = await Promise.all(
      all.map(async (job) => {
        const mark = { ...job, post: 1, workerKeyId: hash() };
        const [, ...ends] = await Promise.all([
          markStreaming(database, mark),
          finish(database, ended(job, { costNanoton: nanoton(60n) })),
          finish(
            database,
            ended(job, { state: "cancelled", costNanoton: nanoton(5n), problem: "cancelled" }),
          ),
          finish(database, ended(job, { state: "expired", problem: "deadline_exceeded" })),
        ]);
        const first = ends.filter(({ kind }) => kind === "finished");
        expect(first).toHaveLength(1);
        const charged = first[0]?.kind === "finished" ? first[0].chargedNanoton : null;
        expect(await getJob(database, job)).toMatchObject({ chargedNanoton: charged });
        return charged ?? 0n;
      }),
    );
    const charged = outcomes.reduce<bigint>((sum, one) => sum + one, 0n);
    let left = 0n;
    for (const accountId of accounts) {
      const { availableNanoton, heldNanoton } = await balance(database, accountId);
      expect(heldNanoton).toBe(0n);
      left += availableNanoton;
    }
    expect(left + charged).toBe(40_000n);
  }, 60_000);
});
