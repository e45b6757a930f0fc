import { randomUUID } from "node:crypto";
import { sha256, toHex, utf8 } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyApiKey } from "../accounts/index.ts";
import { admit, finish, getJob } from "../jobs/index.ts";
import { ended, newJob } from "../jobs/jobs.suite.ts";
import { balance, balanceDrift, deposit, entries, settle, statement, totals } from "../ledger/index.ts";
import { type FreshDatabase, freshDatabase } from "../testing/index.ts";
import { testServerUrl } from "../testing/test-server.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.generated.ts";

const ACCOUNT = randomUUID();
const KEY = `ck_${"k".repeat(43)}`;
const JOB = "ab".repeat(32);

/** As the program before deposits left a database: a granted account with a key, a settled job and one that runs. */
const BEFORE = `
  insert into accounts (id, kind, label) values ('${ACCOUNT}', 'person', 'old');
  insert into balances (account_id) values ('${ACCOUNT}');
  insert into api_keys (id, account_id, key_hash, label)
    values (gen_random_uuid(), '${ACCOUNT}', '\\x${toHex(sha256(utf8(KEY)))}', 'laptop');
  select ledger_grant(gen_random_uuid(), '${ACCOUNT}', 1000);
  select job_admit('${ACCOUNT}', '\\x${"cd".repeat(32)}', sha256('e'), sha256('t'), 'demo', sha256('m'), '1/1/1', 100, 1, 1);
  select job_finish('${ACCOUNT}', '\\x${"cd".repeat(32)}', 1, 'done', 60, 'owner', 100000, null, null);
  select job_admit('${ACCOUNT}', '\\x${JOB}', sha256('e'), sha256('t'), 'demo', sha256('m'), '1/1/1', 100, 1, 1);`;

describe("a database from before there were deposits", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(testServerUrl());
    await database.inTransaction(async (transaction) => {
      await transaction.script(
        "create table schema_migrations (name text primary key, sha256 text not null)",
      );
      for (const { name, sha256: hash, statements } of MIGRATIONS.filter((one) => one.name < "0004")) {
        await transaction.script(statements);
        await transaction.query("insert into schema_migrations (name, sha256) values ($1, $2)", [name, hash]);
      }
      await transaction.script(BEFORE);
    });
  });
  afterAll(() => database.close());

  it("goes on with its keys, its grants and its jobs", async () => {
    expect(await migrate(database)).toEqual(
      MIGRATIONS.map(({ name }) => name).filter((name) => name >= "0004"),
    );
    expect(await verifyApiKey(database, KEY)).toMatchObject({ accountId: ACCOUNT });
    expect(await balance(database, ACCOUNT)).toMatchObject({ availableNanoton: 840n, heldNanoton: 100n });
    expect(await getJob(database, { accountId: ACCOUNT, jobId: JOB })).toMatchObject({ source: "own" });
    // The same move derives the same id as before, so a repeated one is still known.
    const settled = { jobId: "cd".repeat(32), post: 1, workerId: "owner", commissionPpm: 100_000 };
    expect(await settle(database, { accountId: ACCOUNT, costNanoton: nanoton(1n), ...settled })).toEqual({
      kind: "exists",
      chargedNanoton: 60n,
    });
    const old = { accountId: ACCOUNT, jobId: JOB };
    expect(await finish(database, ended(old, { costNanoton: nanoton(40n) }))).toMatchObject({
      chargedNanoton: 40n,
    });
    const granted = newJob(ACCOUNT, 900n);
    expect(await admit(database, granted)).toMatchObject({ kind: "admitted" });
    await deposit(database, { transferId: randomUUID(), accountId: ACCOUNT, amountNanoton: nanoton(5n) });
    const { entries: moves } = await entries(database, { accountId: ACCOUNT, limit: 100 });
    expect(moves.map(({ kind }) => kind)).toContain("grant");
    const { entries: lines } = await statement(database, { accountId: ACCOUNT });
    expect(lines.map(({ kind, amountNanoton }) => [kind, amountNanoton])).toEqual([
      ["deposit", 5n],
      ["job", 0n],
      ["job", -40n],
      ["job", -60n],
      ["grant", 1000n],
    ]);
    expect((await totals(database)).sumNanoton).toBe(0n);
    expect(await balanceDrift(database)).toEqual([]);
  });
});
