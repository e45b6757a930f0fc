import { randomUUID } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import {
  balance,
  balanceDrift,
  deposit,
  entries,
  expire,
  grant,
  grantReturn,
  hold,
  LedgerError,
  operatorEarnings,
  release,
  rollUp,
  settle,
  totals,
  withdraw,
} from "./index.ts";
import { ACCOUNTS, LedgerModel, type Step, step, type StepKey, TRANSFERS } from "./ledger.model.ts";
import { fundedAccount, randomJobId } from "./ledger.suite.ts";

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const at = (list: readonly string[], index: number): string => list[index] ?? "";

/** The names the model's small numbers stand for in one run. */
async function names(database: Database) {
  const accounts = await Promise.all(times(ACCOUNTS, () => fundedAccount(database, 0n)));
  const jobs = times(3, randomJobId);
  return {
    accounts,
    jobs,
    transfers: times(TRANSFERS, () => randomUUID()),
    workers: times(2, () => randomUUID()),
  };
}
type Names = Awaited<ReturnType<typeof names>>;

const MOVES = { deposit, withdraw, grantReturn };

async function ask(database: Database, run: Names, asked: Step): Promise<string> {
  if ("transfer" in asked) {
    const { kind, amount, account, transfer } = asked;
    const move = {
      transferId: at(run.transfers, transfer),
      accountId: at(run.accounts, account),
      amountNanoton: nanoton(amount),
    };
    return kind === "grant"
      ? grant(database, { ...move, sponsorId: at(run.accounts, 0) })
      : MOVES[kind](database, move);
  }
  const keyOf = ({ account, job, post }: StepKey) => ({
    accountId: at(run.accounts, account),
    jobId: at(run.jobs, job),
    post,
  });
  const key = keyOf(asked.key);
  if (asked.kind === "hold")
    return hold(database, { ...key, amountNanoton: nanoton(asked.amount), source: asked.source });
  if (asked.kind !== "settle")
    return asked.kind === "release" ? release(database, key) : expire(database, key);
  const cost = {
    costNanoton: nanoton(asked.cost),
    commissionPpm: asked.ppm,
    workerId: at(run.workers, asked.worker),
  };
  return (await settle(database, { ...key, ...cost })).kind;
}

const answer = (database: Database, run: Names, asked: Step): Promise<string> =>
  ask(database, run, asked).catch((error: unknown) => {
    if (error instanceof LedgerError) return error.code;
    throw error;
  });

/** A person's balances and what their transfers add up to, which must be the same. */
async function audited(database: Database, accountId: string) {
  const now = await balance(database, accountId);
  const page = await entries(database, { accountId, limit: 1_000 });
  const sum = (purpose: keyof typeof now) =>
    page.entries.reduce((total, entry) => total + entry[purpose], 0n);
  for (const purpose of ["availableNanoton", "heldNanoton", "grantedNanoton", "grantedHeldNanoton"] as const)
    expect(sum(purpose)).toBe(now[purpose]);
  return now;
}

async function agrees(database: Database, run: Names, model: LedgerModel): Promise<void> {
  for (const [index, person] of model.people.entries()) {
    expect(await audited(database, at(run.accounts, index))).toEqual({
      availableNanoton: person.available,
      heldNanoton: person.held,
      grantedNanoton: person.granted,
      grantedHeldNanoton: person.grantedHeld,
    });
  }
  for (const [index, earned] of model.earned.entries()) {
    const { earnedNanoton } = await operatorEarnings(database, at(run.workers, index));
    expect(earnedNanoton).toBe(earned);
  }
}

const commissionOf = async (database: Database): Promise<bigint> =>
  (await totals(database)).totals.find(({ purpose }) => purpose === "commission")?.balanceNanoton ?? 0n;

/** Random steps, beside a model that keeps a few numbers in memory. */
export function ledgerProperties(open: () => Promise<Database>, runs: number): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    expect(await balanceDrift(database)).toEqual([]);
    await database.close();
  });

  it("answers and counts as the model does, whatever is asked", async () => {
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 50 }),
      fc.boolean(),
      async (steps, rolled) => {
        const model = new LedgerModel();
        const run = await names(database);
        const before = await commissionOf(database);
        for (const asked of steps) expect(await answer(database, run, asked)).toBe(model.apply(asked));
        if (rolled) await rollUp(database);
        await agrees(database, run, model);
        expect((await commissionOf(database)) - before).toBe(model.commission);
        expect((await totals(database)).sumNanoton).toBe(0n);
      },
    );
    await fc.assert(property, { numRuns: runs });
  }, 120_000);

  it("comes to what some order of the same steps comes to, when all are asked at once", async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const run = await names(database);
      const answers = await Promise.all(steps.map((asked) => answer(database, run, asked)));
      // The order the ledger took: by the number of each move's first transfer; what moved nothing changes nothing.
      const model = new LedgerModel();
      const moved = steps.filter((_, index) => MOVED.has(answers[index] ?? ""));
      for (const asked of await inLedgerOrder(database, run, moved))
        expect(MOVED).toContain(model.apply(asked));
      await agrees(database, run, model);
      expect((await totals(database)).sumNanoton).toBe(0n);
    });
    await fc.assert(property, { numRuns: runs });
  }, 120_000);
}

const MOVED = new Set([
  "deposited",
  "withdrawn",
  "granted",
  "returned",
  "held",
  "settled",
  "released",
  "expired",
]);

/** Steps that moved money, as the ledger's own numbers order them. Of equal steps one has moved, so each finds its own. */
async function inLedgerOrder(database: Database, run: Names, moved: readonly Step[]): Promise<Step[]> {
  const seqOf = async (asked: Step): Promise<bigint> => {
    const ids =
      "transfer" in asked
        ? sql`${at(run.transfers, asked.transfer)}::uuid, ledger_derived_id('loss', ${at(run.transfers, asked.transfer)})`
        : sql.join(
            (asked.kind === "settle" ? ["settle_worker", "settle_commission", "release"] : [asked.kind]).map(
              (kind) =>
                sql`ledger_transfer_id(${kind}, ${at(run.accounts, asked.key.account)}::uuid,
                  decode(${at(run.jobs, asked.key.job)}, 'hex'), ${asked.key.post}::integer)`,
            ),
            sql`, `,
          );
    const rows = await database.run((statements) =>
      statements.execute(sql`select min(seq)::text as seq from transfers where id in (${ids})`),
    );
    return BigInt(String(rows[0]?.["seq"]));
  };
  const numbered = await Promise.all(moved.map(async (asked) => ({ asked, seq: await seqOf(asked) })));
  return numbered.toSorted((a, b) => (a.seq < b.seq ? -1 : 1)).map(({ asked }) => asked);
}
