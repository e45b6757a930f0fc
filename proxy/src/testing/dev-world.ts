import { createHash } from "node:crypto";
import { type RunningDevChain, startDevChain } from "@cocoon/contracts/devchain";
import {
  encodeTopUp,
  escrowAddress,
  escrowStateInit,
  type Guards,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import { Treasury } from "@cocoon/contracts/treasury";
import { generateEd25519, Secret, toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { Address, Cell, type StateInit, toNano } from "@ton/core";
import { TonClientSource } from "../chain/source/ton-client.ts";
import { VoucherKeys } from "../chain/voucher-keys.ts";
import { HotWallet } from "../chain/wallet/hot-wallet.ts";

export const COMMISSION_PPM = 50_000;

export const ton = (amount: string): Nanoton => nanoton(toNano(amount));

interface Secrets {
  readonly charge: Secret<Uint8Array>;
  readonly payout: Secret<Uint8Array>;
  readonly wallet: Secret<Uint8Array>;
  readonly operator: Secret<Uint8Array>;
}

interface Sent {
  readonly from: Address;
  readonly to: Address;
  readonly value?: bigint;
  readonly body?: Cell;
  readonly init?: StateInit;
}

/** One proxy's real contracts on a SIMULATED chain over HTTP. People have addresses, and their wallets always say yes. */
export class DevWorld {
  readonly running: RunningDevChain;
  readonly source: TonClientSource;
  readonly keys: VoucherKeys;
  readonly treasury: Address;
  /** The wallet that gives the treasury its orders. */
  readonly operator: Address;
  readonly operatorKey: Secret<Uint8Array>;
  readonly hotWallet: HotWallet;
  readonly #secrets: Secrets;
  readonly now = (): number => this.running.chain.clock.latest().timeMs;

  private constructor(running: RunningDevChain, secrets: Secrets, treasury: Address) {
    this.running = running;
    this.#secrets = secrets;
    this.keys = keysOf(running, secrets);
    this.treasury = treasury;
    this.source = new TonClientSource({ url: running.endpoint });
    const { source, now, globalId } = this;
    this.operatorKey = secrets.operator;
    this.operator = walletOf(running, secrets.operator);
    this.hotWallet = new HotWallet({ source, key: secrets.wallet, globalId, now });
  }

  static async open(): Promise<DevWorld> {
    const running = await startDevChain({ folder: null, port: 0 });
    const secrets = { charge: newKey(), payout: newKey(), wallet: newKey(), operator: newKey() };
    const keys = keysOf(running, secrets);
    const treasury = Treasury.create({
      operator: walletOf(running, secrets.operator),
      chargeKey: keys.chargePublicKey,
      payoutKey: keys.payoutPublicKey,
      commissionPpm: COMMISSION_PPM,
    });
    const world = new DevWorld(running, secrets, treasury.address);
    const init = treasury.init as { code: Cell; data: Cell };
    await world.send({ from: world.operator, to: treasury.address, value: ton("0.05"), init });
    await running.chain.mint(world.hotWallet.address, ton("20"));
    return world;
  }

  get globalId(): number {
    return this.running.chain.globalId;
  }

  /** What a proxy of this treasury is set by. */
  get settings() {
    const hex = (secret: Secret<Uint8Array>) => toHex(secret.reveal());
    return {
      COCOON_TREASURY: this.treasury.toRawString(),
      COCOON_TON_API: this.running.endpoint,
      COCOON_TON_GLOBAL_ID: String(this.globalId),
      COCOON_CHARGE_KEY: hex(this.#secrets.charge),
      COCOON_PAYOUT_KEY: hex(this.#secrets.payout),
      COCOON_HOT_WALLET_KEY: hex(this.#secrets.wallet),
    };
  }

  close(): Promise<void> {
    return this.running.close();
  }

  async pass(seconds: number): Promise<void> {
    await this.running.chain.increaseTime(seconds * 1000);
  }

  /** A message as from another contract, and all that follows from it. */
  async send({ from, to, value = VALUE_FOR_FEES, body = Cell.EMPTY, init }: Sent): Promise<void> {
    await this.running.chain.send({
      info: {
        type: "internal",
        ihrDisabled: true,
        bounce: true,
        bounced: false,
        src: from,
        dest: to,
        value: { coins: value },
        ihrFee: 0n,
        forwardFee: 0n,
        createdLt: 0n,
        createdAt: Math.floor(this.now() / 1000),
      },
      body,
      ...(init && { init }),
    });
  }

  escrowOf(owner: Address): Address {
    return escrowAddress(this.treasury, owner);
  }

  async topUp(owner: Address, amount: string, guards?: Guards): Promise<void> {
    const amountNanoton = ton(amount);
    await this.send({
      from: owner,
      to: this.escrowOf(owner),
      value: amountNanoton + VALUE_FOR_FEES,
      init: escrowStateInit(this.treasury, owner),
      body: encodeTopUp({ amountNanoton, ...(guards && { guards }) }),
    });
  }
}

/** Nobody has a key for it. */
export const addressOf = (name: string): Address =>
  new Address(0, createHash("sha256").update(name).digest());

const newKey = (): Secret<Uint8Array> => new Secret(generateEd25519().secretKey);

const keysOf = ({ chain }: RunningDevChain, { charge, payout }: Secrets): VoucherKeys =>
  new VoucherKeys({ charge, payout, globalId: chain.globalId });

const walletOf = ({ chain, endpoint }: RunningDevChain, key: Secret<Uint8Array>): Address => {
  const source = new TonClientSource({ url: endpoint });
  return new HotWallet({ source, key, globalId: chain.globalId, now: Date.now }).address;
};
