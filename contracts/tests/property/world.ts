import { nanoton } from "@cocoon/protocol/money";
import type { Address, Cell, Transaction } from "@ton/core";
import { InFlight } from "../../testing/in-flight.ts";
import { guardsOf, Money } from "../../testing/money.ts";
import type { Wallet } from "../../testing/network.ts";
import { feesOf } from "../../testing/transactions.ts";
import { encodeFundPool } from "../../wrappers/treasury.ts";
import { VALUE_FOR_FEES } from "../../wrappers/escrow.ts";

export const TON = 1_000_000_000n;

/** In the worker pool before anyone was charged. */
export const GIFT = TON / 10n;

export type Name = "alice" | "bob" | "eve" | "wendy" | "walt" | "operator";
export const NAMES: readonly Name[] = ["alice", "bob", "eve", "wendy", "walt", "operator"];
/** Who has an escrow, and who a payout contract. Eve has both, and nobody's good will. */
export const CLIENTS: readonly Name[] = ["alice", "bob", "eve"];
export const WORKERS: readonly Name[] = ["wendy", "walt", "eve"];

/** What the contracts were told and did, as far as invariants need it. Money is counted from the wallets' outgoing messages on. */
export interface Books {
  /** Put into messages by people, and out of them by fees. */
  injected: bigint;
  fees: bigint;
  /** Highest voucher that was ever signed for a worker, by any key. */
  readonly vouchers: Map<Name, bigint>;
}

/** Several parties on one network, and all messages under way between them. */
export class World {
  readonly flight: InFlight;
  books: Books = { injected: 0n, fees: 0n, vouchers: new Map() };
  readonly history: Transaction[] = [];

  private constructor(
    readonly money: Money,
    readonly people: Readonly<Record<Name, Wallet>>,
  ) {
    this.flight = new InFlight(money.network);
  }

  static async create(): Promise<World> {
    const money = await Money.deploy();
    const wallets = await Promise.all(NAMES.map((name) => money.network.wallet(name)));
    const people = Object.fromEntries(NAMES.map((name, index) => [name, wallets[index]])) as Record<
      Name,
      Wallet
    >;
    for (const name of CLIENTS) await money.topUp(people[name], 2n * TON, guardsOf(TON));
    for (const name of WORKERS) await money.syncPayoutKeys(people[name]);
    await money.toTreasury(people.eve, encodeFundPool(nanoton(GIFT)), GIFT + VALUE_FOR_FEES);
    return new World(money, people);
  }

  /** Begins anew from a state of the network. */
  reset(): void {
    this.flight.waiting.length = 0;
    this.history.length = 0;
    this.books = { injected: 0n, fees: 0n, vouchers: new Map() };
  }

  post(from: Name, to: Address, value: bigint, body: Cell | null, bounce = true): void {
    this.books.injected += value;
    this.flight.post(this.people[from].address, to, value, body, undefined, bounce);
  }

  async deliver(choice: number): Promise<void> {
    const transaction = await this.flight.deliver(choice);
    this.books.fees += feesOf([transaction]);
    this.history.push(transaction);
  }

  get accounts(): Address[] {
    return [
      ...NAMES.map((name) => this.people[name].address),
      ...CLIENTS.map((name) => this.money.escrow(this.people[name]).address),
      ...WORKERS.map((name) => this.money.payout(this.people[name]).address),
      this.money.treasury.address,
    ];
  }

  async total(): Promise<bigint> {
    const balances = await Promise.all(this.accounts.map((address) => this.money.network.balanceOf(address)));
    const underWay = this.flight.waiting.map(({ info }) =>
      info.type === "internal" ? info.value.coins : 0n,
    );
    return [...balances, ...underWay].reduce((sum, amount) => sum + amount, 0n);
  }
}
