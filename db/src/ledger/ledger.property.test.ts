import { randomUUID } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "../testing/index.ts";
import {
  balance,
  expire,
  deposit,
  hold,
  LedgerError,
  operatorEarnings,
  release,
  rollUp,
  settle,
  entries as allEntries,
  totals,
} from "./index.ts";
import { LedgerModel, type Step, step, type StepKey } from "./ledger.model.ts";
import { fundedAccount, randomJobId } from "./ledger.suite.ts";

let database: Database;
beforeAll(async () => {
  database = await inProcessDatabase();
}, OPEN_TIMEOUT_MS);
afterAll(() => database.close());

/** The names the model's small numbers stand for in one run. */
async function names() {
  const accounts = [await fundedAccount(database, 0n), await fundedAccount(database, 0n)];
  const jobs = [randomJobId(), randomJobId(), randomJobId()];
  const transfers = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const workers = [randomUUID(), randomUUID()];
  return { accounts, jobs, transfers, workers };
}
type Names = Awaited<ReturnType<typeof names>>;
const at = (list: string[], index: number): string => list[index] ?? "";

async function ask(run: Names, asked: Step): Promise<string> {
  if (asked.kind === "deposit") {
    const accountId = at(run.accounts, asked.account);
    return deposit(database, {
      transferId: at(run.transfers, asked.transfer),
      accountId,
      amountNanoton: nanoton(asked.amount),
    });
  }
  const keyOf = ({ account, job, post }: StepKey) => ({
    accountId: at(run.accounts, account),
    jobId: at(run.jobs, job),
    post,
  });
  const key = keyOf(asked.key);
  if (asked.kind === "hold") return hold(database, { ...key, amountNanoton: nanoton(asked.amount) });
  if (asked.kind !== "settle")
    return asked.kind === "release" ? release(database, key) : expire(database, key);
  const cost = {
    costNanoton: nanoton(asked.cost),
    commissionPpm: asked.ppm,
    workerId: at(run.workers, asked.worker),
  };
  return (await settle(database, { ...key, ...cost })).kind;
}

const answer = (run: Names, asked: Step): Promise<string> =>
  ask(run, asked).catch((error: unknown) => {
    if (error instanceof LedgerError) return error.code;
    throw error;
  });

const commission = async (): Promise<bigint> =>
  (await totals(database)).totals.find(({ purpose }) => purpose === "commission")?.balanceNanoton ?? 0n;

it("answers and counts as the model does, whatever is asked", async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 40 }),
    fc.boolean(),
    async (steps, rolled) => {
      const model = new LedgerModel();
      const run = await names();
      const commissionBefore = await commission();
      for (const asked of steps) expect(await answer(run, asked)).toBe(model.apply(asked));
      if (rolled) await rollUp(database);
      for (const index of [0, 1]) {
        const accountId = at(run.accounts, index);
        const now = await balance(database, accountId);
        expect(now).toMatchObject({
          availableNanoton: model.available[index],
          heldNanoton: model.held[index],
        });
        const { entries } = await allEntries(database, { accountId, limit: 1_000 });
        expect(entries.reduce((sum, entry) => sum + entry.availableNanoton, 0n)).toBe(now.availableNanoton);
        expect(entries.reduce((sum, entry) => sum + entry.heldNanoton, 0n)).toBe(now.heldNanoton);
        const { earnedNanoton } = await operatorEarnings(database, at(run.workers, index));
        expect(earnedNanoton).toBe(model.earned[index]);
      }
      expect((await commission()) - commissionBefore).toBe(model.commission);
      expect((await totals(database)).sumNanoton).toBe(0n);
    },
  );
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
