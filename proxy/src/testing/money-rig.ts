import { randomBytes } from "node:crypto";
import { escrowAddress, type Guards } from "@cocoon/contracts/escrow";
import { type Escrow, escrowAt } from "@cocoon/db/chain";
import { type Database, migrate } from "@cocoon/db/connection";
import { accountOfIdentity } from "@cocoon/db/identities";
import { balance, balanceDrift, escrowDrift, expectedOnChain, hold, settle, totals } from "@cocoon/db/ledger";
import { type FreshDatabase, freshDatabase } from "@cocoon/db/testing";
import type { Address } from "@ton/core";
import { expect } from "vitest";
import { Contracts } from "../chain/contracts.ts";
import type { ChainSource } from "../chain/source/port.ts";
import { TreasuryBooks } from "../chain/watcher/treasury-books.ts";
import { catchUp } from "../chain/watcher/watcher.ts";
import { addressOf, COMMISSION_PPM, DevWorld, ton } from "./dev-world.ts";

export const OWNER = addressOf("owner of workers");
export const LIMIT: Guards = { dailyLimitNanoton: ton("50"), payerKey: null };

/** A SIMULATED chain with one proxy's contracts, and books of it in a real Postgres. Nothing moves unless it is told to. */
export class MoneyRig {
  readonly world: DevWorld;
  readonly database: FreshDatabase;
  readonly contracts: Contracts;

  private constructor(world: DevWorld, database: FreshDatabase) {
    this.world = world;
    this.database = database;
    this.contracts = new Contracts(world.source, world.treasury);
  }

  static async open(): Promise<MoneyRig> {
    const database = await freshDatabase(process.env["COCOON_TEST_DATABASE_URL"] as string);
    await migrate(database);
    return new MoneyRig(await DevWorld.open(), database);
  }

  async close(): Promise<void> {
    await this.world.close();
    await this.database.close();
  }

  /** Brings what happened on the chain into the books. */
  see(source: ChainSource = this.world.source, database: Database = this.database): Promise<boolean> {
    const account = this.world.treasury;
    return catchUp({
      sources: [source],
      account,
      books: new TreasuryBooks(database, account, () => undefined),
    });
  }

  /** Pays in and sees it. The person's account. */
  async deposit(person: Address, amount: string, guards = LIMIT): Promise<string> {
    await this.world.topUp(person, amount, guards);
    await this.see();
    return (await this.accountOf(person)) as string;
  }

  accountOf(person: Address): Promise<string | null> {
    return accountOfIdentity(this.database, { kind: "wallet", subject: person.toRawString() });
  }

  async available(person: Address): Promise<bigint> {
    const accountId = await this.accountOf(person);
    return accountId === null ? 0n : (await balance(this.database, accountId)).availableNanoton;
  }

  /** A job that cost so much, answered by a worker of `owner`. */
  async spend(accountId: string, amount: string, owner: Address = OWNER): Promise<void> {
    const key = { accountId, jobId: randomBytes(32).toString("hex"), post: 1 };
    expect(await hold(this.database, { ...key, amountNanoton: ton(amount) })).toBe("held");
    const terms = { workerId: owner.toRawString(), costNanoton: ton(amount), commissionPpm: COMMISSION_PPM };
    await settle(this.database, { ...key, ...terms });
  }

  escrow(person: Address): Promise<Escrow | null> {
    return escrowAt(this.database, escrowAddress(this.world.treasury, person).toRawString());
  }

  async received(person: Address): Promise<bigint> {
    return (await this.world.source.account(person)).balanceNanoton;
  }

  /** The ledger and the contracts say the same, to the nanoton. */
  async reconciled(): Promise<void> {
    expect((await totals(this.database)).sumNanoton).toBe(0n);
    expect(await balanceDrift(this.database)).toEqual([]);
    expect(await escrowDrift(this.database)).toEqual([]);
    const expected = await expectedOnChain(this.database);
    const state = await this.contracts.treasuryState();
    expect(expected.treasuryNanoton).toBe(state.workerPoolNanoton + state.commissionNanoton);
  }
}
