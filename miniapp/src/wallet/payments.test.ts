import { encodeTopUp, escrowAddress, escrowStateInit } from "@cocoon/contracts/escrow";
import type {
  AccountStatus,
  DepositParameters,
  DepositStatus,
  WalletTransaction,
} from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, type Cell, storeStateInit } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineError } from "../engine/port.ts";
import { VaultError } from "../storage/port.ts";
import { GRACE_MS } from "./payment.ts";
import { Payments } from "./payments.ts";
import { type SendWish, WalletError } from "./port.ts";

const AMOUNT = 2_000_000_000n;
const VALID_MS = 300_000;
const [TREASURY, OWNER, THIEF] = [1, 2, 3].map((byte) => new Address(0, Buffer.alloc(32, byte))) as [
  Address,
  Address,
  Address,
];
const base64 = (cell: Cell) => cell.toBoc().toString("base64");
const OFFLINE = new EngineError({
  code: "unavailable",
  action: "retry",
  detail: "",
  partialText: null,
  refusals: [],
});

/** What proxy and chain would say of one deposit: a stand-in for both, by hand. */
class SimulatedTreasury {
  deposited = 500n;
  seen: DepositStatus["state"] = "sent";
  told: string[] = [];
  isOffline = false;
  fees = 60_000_000n;
  /** Whose contract is paid into. */
  payee = OWNER;

  readonly #say = <T>(answer: T): Promise<T> =>
    this.isOffline ? Promise.reject(OFFLINE) : Promise.resolve(answer);

  account = () => this.#say({ escrow: { depositedNanoton: String(this.deposited) } } as AccountStatus);
  deposit = (amount: bigint) => {
    const escrow = escrowAddress(TREASURY, this.payee);
    const init = beginCell().store(storeStateInit(escrowStateInit(TREASURY, this.payee)));
    const message = {
      address: escrow.toString(),
      amount: String(amount + this.fees),
      payload: base64(encodeTopUp({ amountNanoton: nanoton(amount) })),
      stateInit: base64(init.endCell()),
    };
    const validUntil = (Date.now() + VALID_MS) / 1_000;
    return this.#say<DepositParameters>({
      escrow: escrow.toRawString(),
      amountNanoton: String(amount),
      transaction: { validUntil, network: "-239", messages: [message] },
    });
  };
  depositSent = ({ boc }: { readonly boc: string }) => {
    this.told.push(boc);
    return this.depositStatus();
  };
  depositStatus = () =>
    this.#say<DepositStatus>({
      id: "id",
      amountNanoton: String(AMOUNT),
      state: this.seen,
      sentMs: Date.now(),
    });
}

type Send = (transaction: WalletTransaction, wish: SendWish) => Promise<string>;
const signs: Send = async (_transaction, { onAsked }) => {
  onAsked();
  return "signed";
};
/** Asked, and then nothing: until the person gives up. */
const isSilent: Send = (_transaction, { onAsked, signal }) => {
  onAsked();
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new WalletError("cancelled")));
  });
};

describe("payments", () => {
  let treasury: SimulatedTreasury;
  let settings: Map<string, string>;
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    treasury = new SimulatedTreasury();
    settings = new Map();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const keep = async (name: string, value: string | null) =>
    void (value === null ? settings.delete(name) : settings.set(name, value));
  const open = (send: Send, setSetting = keep) =>
    new Payments({
      money: treasury,
      settings: { getSetting: async (name) => settings.get(name) ?? null, setSetting },
      send,
      owner: () => ({ address: OWNER.toRawString(), network: "-239" }),
      payerKey: async () => null,
      now: () => Date.now(),
    });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it("follow one to the ledger", async () => {
    const payments = open(signs);
    await payments.pay(AMOUNT, "Keeper");
    expect(payments.payment.value).toMatchObject({ state: "sent", walletName: "Keeper" });
    await pass(2_000);
    expect(treasury.told).toEqual(["signed"]);
    treasury.seen = "on_its_way";
    await pass(2_000);
    expect(payments.payment.value?.state).toBe("on_its_way");
    treasury.seen = "credited";
    await pass(2_000);
    expect(payments.payment.value?.state).toBe("credited");
  });

  it.each(["asked", "sent", "on_its_way"] as const)(
    "go on after a restart with one that was %s",
    async (state) => {
      const before = open(state === "asked" ? isSilent : signs);
      void before.pay(AMOUNT, "Keeper");
      await pass(10);
      if (state === "on_its_way") treasury.seen = "on_its_way";
      if (state !== "asked") await pass(4_000);
      const kept = new Map(settings);
      const after = open(signs);
      await after.resume();
      expect(after.payment.value).toMatchObject({ state, amountNanoton: AMOUNT });
      expect(settings).toEqual(kept);
      treasury.deposited += AMOUNT;
      treasury.seen = "credited";
      await pass(4_000);
      expect(after.payment.value?.state).toBe("credited");
    },
  );

  it("tell the proxy after a restart of what the wallet had signed", async () => {
    const before = open(async (transaction, wish) => {
      treasury.isOffline = true;
      return signs(transaction, wish);
    });
    await before.pay(AMOUNT, "Keeper");
    await pass(2_000);
    expect(treasury.told).toEqual([]);
    treasury.isOffline = false;
    const after = open(isSilent);
    await after.resume();
    await pass(2_000);
    expect(treasury.told).toContain("signed");
  });

  it("say that nothing was sent where the wallet declines", async () => {
    const payments = open(() => Promise.reject(new WalletError("declined")));
    await payments.pay(AMOUNT, "Keeper");
    expect(payments.payment.value?.state).toBe("declined");
    await payments.dismiss();
    expect(payments.payment.value).toBeNull();
    expect(settings.has("wallet.payment")).toBe(false);
  });

  it("expire where the wallet says nothing and no money comes", async () => {
    const payments = open(isSilent);
    void payments.pay(AMOUNT, "Keeper");
    await pass(VALID_MS + GRACE_MS + 10_000);
    expect(payments.payment.value?.state).toBe("expired");
  });

  it("keep what is on its way: it can't be let go", async () => {
    const payments = open(signs);
    await payments.pay(AMOUNT, "Keeper");
    await payments.dismiss();
    await payments.abandon();
    expect(payments.payment.value?.state).toBe("sent");
  });

  it("do not take the wallet's late word on one that was given up for a word on the next", async () => {
    let sign: ((boc: string) => void) | null = null;
    const payments = open((_transaction, { onAsked }) => {
      onAsked();
      return new Promise((resolve) => (sign ??= resolve));
    });
    void payments.pay(AMOUNT, "Keeper");
    await pass(10);
    void payments.pay(2n * AMOUNT, "Keeper");
    await pass(10);
    sign!("signed late");
    await pass(10);
    expect(payments.payment.value).toMatchObject({ state: "asked", amountNanoton: 2n * AMOUNT });
  });

  it("credit the second of two only when the money of both has come", async () => {
    const payments = open(signs);
    await payments.pay(AMOUNT, "Keeper");
    await payments.pay(AMOUNT, "Keeper");
    treasury.deposited += AMOUNT;
    await pass(4_000);
    expect(payments.payment.value?.state).toBe("sent");
    treasury.deposited += AMOUNT;
    treasury.seen = "credited";
    await pass(4_000);
    expect(payments.payment.value?.state).toBe("credited");
  });

  it("are followed to their end by a phone that can keep nothing more", async () => {
    const payments = open(signs, async () => {
      throw new VaultError("storage_full", "");
    });
    await payments.pay(AMOUNT, "Keeper");
    treasury.seen = "credited";
    await pass(4_000);
    expect(payments.payment.value?.state).toBe("credited");
  });

  it("begin nothing where the proxy gives no transaction", async () => {
    treasury.isOffline = true;
    await expect(open(signs).pay(AMOUNT, "Keeper")).rejects.toBe(OFFLINE);
    expect(settings.size).toBe(0);
  });

  it("ask no wallet for more than the amount and its fees", async () => {
    treasury.fees = 100_000_001n;
    const payments = open(signs);
    await expect(payments.pay(AMOUNT, "Keeper")).rejects.toThrow(WalletError);
    expect(payments.payment.value).toBeNull();
  });

  it("remember the contract that was found to be the wallet's own", async () => {
    const payments = open(signs);
    expect(await payments.knownEscrow(OWNER.toRawString())).toBeNull();
    await payments.pay(AMOUNT, "Keeper");
    expect(await payments.knownEscrow(OWNER.toRawString())).toBe(
      escrowAddress(TREASURY, OWNER).toRawString(),
    );
    expect(await payments.knownEscrow(THIEF.toRawString())).toBeNull();
  });

  it("ask no wallet to pay into another's contract", async () => {
    treasury.payee = THIEF;
    const asked = vi.fn<Send>(signs);
    await expect(open(asked).pay(AMOUNT, "Keeper")).rejects.toThrow("not_asked");
    expect(asked).not.toHaveBeenCalled();
    expect(settings.size).toBe(0);
  });
});
