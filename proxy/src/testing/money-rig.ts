import { randomBytes, randomUUID } from "node:crypto";
import { escrowAddress, type Guards } from "@cocoon/contracts/escrow";
import { type Escrow, escrowAt } from "@cocoon/db/chain";
import { type Database, migrate } from "@cocoon/db/connection";
import { accountOfIdentity } from "@cocoon/db/identities";
import {
  balance,
  balanceDrift,
  escrowDrift,
  expectedOnChain,
  grant,
  hold,
  openAccount,
  settle,
  type Source,
  totals,
} from "@cocoon/db/ledger";
import { type FreshDatabase, freshDatabase } from "@cocoon/db/testing";
import type { Address } from "@ton/core";
import { expect } from "vitest";
import { Contracts } from "../chain/contracts.ts";
import { Courier } from "../chain/courier/courier.ts";
import { Payouts } from "../chain/payouts/payouts.ts";
import type { ChainSource } from "../chain/source/port.ts";
import type { VoucherKeys } from "../chain/voucher-keys.ts";
import { Charges } from "../chain/vouchers/charges.ts";
import type { HotWallet } from "../chain/wallet/hot-wallet.ts";
import { TreasuryBooks } from "../chain/watcher/treasury-books.ts";
import { catchUp } from "../chain/watcher/watcher.ts";
import { Withdrawals } from "../chain/withdrawals/withdrawals.ts";
import type { Log } from "../log.ts";
import { Metrics } from "../metrics.ts";
import { addressOf, COMMISSION_PPM, DevWorld, ton } from "./dev-world.ts";

export const OWNER = addressOf("owner of workers");
const NEVER_MS = 2 ** 30;
export const LIMIT: Guards = { dailyLimitNanoton: ton("50"), payerKey: null };

export interface ProxyParts {
  readonly database: Database;
  readonly wallet: Pick<HotWallet, "send" | "balanceNanoton">;
  readonly keys: VoucherKeys;
  readonly resendAfterMs: number;
  readonly log: Log;
}

/** A SIMULATED chain with one proxy's contracts, and books of it in a real Postgres. Nothing moves unless it is told to. */
export class MoneyRig {
  readonly world: DevWorld;
  readonly database: FreshDatabase;
  readonly contracts: Contracts;
  readonly #couriers: Courier[] = [];

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
    for (const courier of this.#couriers) await courier.close();
    await this.world.close();
    await this.database.close();
  }

  /** A proxy as it is after a start: what it remembers is in the database. It does nothing by itself. */
  proxy(parts: Partial<ProxyParts> = {}): { courier: Courier; withdrawals: Withdrawals } {
    const { world, contracts } = this;
    const {
      database = this.database,
      wallet = world.hotWallet,
      keys = world.keys,
      resendAfterMs = 0,
      log,
    } = parts;
    const shared = {
      database,
      contracts,
      keys,
      everyMs: 0,
      resendAfterMs,
      now: world.now,
      seenAtMs: world.now,
    };
    const charges = new Charges({ ...shared, chargeAtNanoton: ton("0.2"), chargeAgeMs: NEVER_MS });
    const payouts = new Payouts({ ...shared, thresholdNanoton: ton("0.1") });
    const withdrawals = new Withdrawals({ ...shared, hurry: () => undefined });
    const courier = new Courier({
      wallet,
      outgoing: [charges, withdrawals, payouts],
      everyMs: NEVER_MS,
      metrics: new Metrics(),
      log: log ?? (() => undefined),
    });
    this.#couriers.push(courier);
    return { courier, withdrawals };
  }

  /** Each by a proxy that has just been started, and then seen. */
  async rounds(times: number, parts: Partial<ProxyParts> = {}): Promise<void> {
    for (let i = 0; i < times; i++) {
      await this.proxy(parts).courier.round();
      await this.see();
    }
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
  async spend(
    accountId: string,
    amount: string,
    owner: Address = OWNER,
    source: Source = "own",
  ): Promise<void> {
    const key = { accountId, jobId: randomBytes(32).toString("hex"), post: 1 };
    expect(await hold(this.database, { ...key, amountNanoton: ton(amount), source })).toBe("held");
    const terms = { workerId: owner.toRawString(), costNanoton: ton(amount), commissionPpm: COMMISSION_PPM };
    await settle(this.database, { ...key, ...terms });
  }

  /** Somebody without an escrow, whose jobs a sponsor's pays. */
  async grantee(sponsorId: string, amount: string): Promise<string> {
    const accountId = randomUUID();
    await openAccount(this.database, { accountId, label: "grantee" });
    const move = { transferId: randomUUID(), sponsorId, accountId, amountNanoton: ton(amount) };
    expect(await grant(this.database, move)).toBe("granted");
    return accountId;
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
