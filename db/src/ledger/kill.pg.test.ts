import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomInt, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FreshDatabase } from "../testing/index.ts";
import type { MoverPlan } from "../testing/mover.ts";
import { MOVED_ACCOUNTS, movesOf, type RandomMove } from "../testing/random-moves.ts";
import { testDatabase } from "../testing/test-server.ts";
import { balanceDrift, openHolds, totals } from "./index.ts";
import { fundedAccount } from "./ledger.suite.ts";

const MOVES = 10_000;
const CONNECTIONS = 8;
const LANES = 16;
const KILLS = 12;

const mover = fileURLToPath(new URL("../testing/mover.ts", import.meta.url));

describe("a process that is killed again and again", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  /**
   * Runs the mover from where it is known to have come, and kills it when it has said `lines` more; moves were then under way
   * on all connections. @returns whether it came to its end instead
   */
  async function runUntilKilled(plan: MoverPlan, done: number[], lines: number): Promise<boolean> {
    const args = ["--conditions=@cocoon/source", "--import", "tsx", mover, JSON.stringify({ ...plan, done })];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    let said = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const [lane, index] = line.split(" ").map(Number) as [number, number];
      done[lane] = index + 1;
      if (++said === lines) child.kill("SIGKILL");
    }
    const [code, signal] = await exited;
    expect(signal ?? code).toBe(signal ? "SIGKILL" : 0);
    return signal === null;
  }

  it("moves ten thousand times from eight connections, each once", async () => {
    const accounts = await Promise.all(
      Array.from({ length: MOVED_ACCOUNTS }, () => fundedAccount(database, 0n)),
    );
    const seed = randomUUID();
    const count = MOVES / LANES;
    const plan = { url: database.url, seed, count, connections: CONNECTIONS, accounts, done: [] };
    const done = Array.from({ length: LANES }, () => 0);
    let kills = 0;
    while (!(await runUntilKilled(plan, done, kills < KILLS ? randomInt(100, 1_300) : Infinity))) kills++;
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
    const all = done.flatMap((_, lane) => movesOf(seed, lane, count));
    expect(all.length).toBeGreaterThanOrEqual(MOVES);

    expect((await totals(database)).sumNanoton).toBe(0n);
    expect(await balanceDrift(database)).toEqual([]);
    expect(await openHolds(database, { olderThanMs: 0, limit: 1 })).toEqual([]);
    expect(
      await counted(sql`select count(*) from balances
      where least(available_nanoton, held_nanoton, granted_nanoton, granted_held_nanoton) < 0`),
    ).toBe(0n);
    await expectEachOnce(all);
  }, 300_000);

  const counted = async (query: ReturnType<typeof sql>): Promise<bigint> =>
    BigInt(
      String(Object.values((await database.run((statements) => statements.execute(query)))[0] ?? {})[0]),
    );

  async function expectEachOnce(all: readonly RandomMove[]): Promise<void> {
    // Whatever came before or after it, a deposit is always moved: so all of them add up to exactly this.
    const deposits = all.filter(
      ({ kind, account }) => kind === "deposit" || (kind === "grant" && account === 0),
    );
    const paidIn = deposits.reduce((sum, move) => sum + ("transferId" in move ? move.amount : 0n), 0n);
    expect(await counted(sql`select sum(amount_nanoton) from transfers where kind = 'deposit'`)).toBe(paidIn);
    const withdrawn = all.filter(({ kind }) => kind === "withdraw");
    const paidOut = withdrawn.reduce((sum, move) => sum + ("transferId" in move ? move.amount : 0n), 0n);
    expect(
      await counted(sql`select sum(amount_nanoton) from transfers where to_purpose = 'withdrawals'`),
    ).toBe(paidOut);
    // Each hold was ended once: what left it is exactly what was put into it.
    expect(
      await counted(sql`select count(*) from (
      select from_account, job_id, sum(case kind when 'hold' then amount_nanoton else -amount_nanoton end) as left_over
      from transfers where job_id is not null group by from_account, job_id) as jobs where left_over <> 0`),
    ).toBe(0n);
    // Each was charged the one cost that was asked for it.
    const costs = new Map(
      all.flatMap((move) => (move.kind === "settle" ? [[move.jobId, move.cost] as const] : [])),
    );
    const charged = await database.run((statements) =>
      statements.execute(sql`select encode(job_id, 'hex') as job, sum(amount_nanoton)::text as cost from transfers
        where kind in ('settle_worker', 'settle_commission') group by job_id`),
    );
    expect(charged.length).toBeGreaterThan(0);
    for (const row of charged) expect(BigInt(String(row["cost"]))).toBe(costs.get(String(row["job"])));
  }
});
