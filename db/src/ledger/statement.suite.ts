import { randomUUID } from "node:crypto";
import { sha256, toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { admit, finish } from "../jobs/index.ts";
import { ended, newJob } from "../jobs/jobs.suite.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { grant, statement, statementCsv, type StatementEntry, withdraw } from "./index.ts";
import { fundedAccount } from "./ledger.suite.ts";

const RECEIPT = new Uint8Array([1, 2, 3]);

/** What every implementation of the driver port must let a person read of their money. */
export function statementSuite(open: () => Promise<Database>): void {
  describe("a person's statement", () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    }, OPEN_TIMEOUT_MS);
    afterAll(() => database.close());

    /** A deposit, a grant, a settled job on each money, one that runs, and a withdrawal. */
    const busy = async () => {
      const accountId = await fundedAccount(database, 1_000n);
      const sponsorId = await fundedAccount(database, 100n);
      const move = { transferId: randomUUID(), sponsorId, accountId, amountNanoton: nanoton(100n) };
      await grant(database, move);
      const paid = newJob(accountId, 50n);
      await admit(database, paid);
      await finish(database, ended(paid, { costNanoton: nanoton(30n), outerReceipt: RECEIPT }));
      const trial = newJob(accountId, 50n);
      await admit(database, trial, { mayUseGrant: true });
      await finish(
        database,
        ended(trial, { state: "cancelled", costNanoton: nanoton(20n), problem: "cancelled" }),
      );
      const running = newJob(accountId, 60n);
      await admit(database, running);
      await withdraw(database, { transferId: randomUUID(), accountId, amountNanoton: nanoton(10n) });
      return { accountId, sponsorId, paid, trial, running };
    };
    const everyPage = async (accountId: string, limit: number): Promise<StatementEntry[]> => {
      const all: StatementEntry[] = [];
      for (let before: string | null = null; ; ) {
        const page = await statement(database, { accountId, before, limit });
        all.push(...page.entries);
        if (page.next === null) return all;
        before = page.next;
      }
    };
    const csv = async (accountId: string, rows?: number): Promise<string[]> => {
      let text = "";
      for await (const part of statementCsv(database, { accountId }, rows)) text += part;
      return text.trimEnd().split("\n");
    };

    it("has a line for each deposit, job with its cost and receipt, grant and withdrawal", async () => {
      const { accountId, sponsorId, paid, trial, running } = await busy();
      const { entries, next } = await statement(database, { accountId });
      expect(next).toBeNull();
      expect(entries.map(({ kind, amountNanoton }) => [kind, amountNanoton])).toEqual([
        ["withdrawal", -10n],
        ["job", 0n],
        ["job", -20n],
        ["job", -30n],
        ["grant", 100n],
        ["deposit", 1_000n],
      ]);
      expect(entries.map(({ job }) => job)).toMatchObject([
        null,
        { jobId: running.jobId, state: "queued", source: "own", costNanoton: null },
        { jobId: trial.jobId, state: "cancelled", source: "granted", costNanoton: 20n, problem: "cancelled" },
        {
          jobId: paid.jobId,
          state: "done",
          source: "own",
          costNanoton: 30n,
          outerReceipt: RECEIPT,
          modelId: "demo",
        },
        null,
        null,
      ]);
      expect((await statement(database, { accountId: sponsorId })).entries[0]).toMatchObject({
        kind: "grant",
        amountNanoton: -100n,
      });
    });

    it("is the same page by page, and can be cut by kind and time", async () => {
      const { accountId } = await busy();
      const { entries } = await statement(database, { accountId });
      for (const limit of [1, 2, 5]) expect(await everyPage(accountId, limit)).toEqual(entries);
      const jobs = await statement(database, { accountId, kinds: ["job"], limit: 2 });
      expect(jobs.entries).toEqual(entries.slice(1, 3));
      expect(await statement(database, { accountId, kinds: [] })).toEqual({ entries: [], next: null });
      const last = entries.at(-1)?.createdMs ?? 0;
      expect((await statement(database, { accountId, fromMs: last - 1 })).entries).toEqual(entries);
      expect((await statement(database, { accountId, toMs: last - 1_000 })).entries).toEqual([]);
      await expect(statement(database, { accountId, before: "-1" })).rejects.toThrow(RangeError);
    });

    it("is written as CSV that no spreadsheet takes for a formula, and says when it was cut", async () => {
      const { accountId, paid } = await busy();
      const lines = await csv(accountId);
      expect(lines).toHaveLength(7);
      expect(lines[0]).toBe("time,kind,amount_nanoton,job_id,model,source,state,receipt_sha256");
      expect(lines[4]?.split(",").slice(1)).toEqual([
        "job",
        "-30",
        paid.jobId,
        "demo",
        "own",
        "done",
        toHex(sha256(RECEIPT)),
      ]);
      expect((await csv(accountId, 2)).slice(1).map((line) => line.split(",")[0])).toEqual([
        expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        "more",
      ]);
      const odd = await fundedAccount(database, 100n);
      await admit(database, newJob(odd, 10n, { modelId: '=cmd("x"),y' }));
      await admit(database, newJob(odd, 10n, { modelId: "-1+1" }));
      expect((await csv(odd)).map((line) => line.split(",")[4])).toEqual(["model", "", "", ""]);
    });
  });
}
