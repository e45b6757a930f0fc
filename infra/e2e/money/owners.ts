import assert from "node:assert/strict";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import { encodeClaim, encodePayoutSyncKeys, payoutStateInit } from "@cocoon/contracts/payout";
import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { ownerStatus, type OwnerStatus, ownerVoucher, parseStrictJson } from "@cocoon/protocol/api";
import { fromHex, Secret } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, storeStateInit } from "@ton/core";
import type { GenericSchema, InferOutput } from "valibot";
import { until } from "../../until.ts";
import { signIn } from "../../wallet/session.ts";
import type { Network } from "../network.ts";
import { RawApi } from "../raw-api.ts";
import { mint, ownersWallets } from "./person.ts";
import { Places } from "./places.ts";

const PAID_MS = 90_000;
const ANSWER_BYTES = 64 * 1024;

/** Here answers cost so little that by default the proxy would pay nobody who asks. */
export const PAY_NOW_ENV = { COCOON_PAY_NOW_AT_TON: "0.000000001" };

/** The first owner who earned claims by its own wallet alone; the others ask to be paid now. */
export async function claimAll(network: Network): Promise<void> {
  const owners = await Promise.all(ownersWallets(network).map((wallet) => Owner.connect(network, wallet)));
  const earning = await filtered(owners, async (owner) => BigInt((await owner.status()).owedNanoton) > 0n);
  assert.ok(earning.length > 0, "no owner of a worker earned anything");
  const [first, ...others] = earning;
  await first?.claim();
  for (const owner of others) await owner.payNow();
  await Promise.all(earning.map((owner) => owner.paid()));
}

class Owner {
  readonly #network: Network;
  readonly #wallet: ScriptedWallet;
  readonly #api: RawApi;

  private constructor(network: Network, wallet: ScriptedWallet, api: RawApi) {
    this.#network = network;
    this.#wallet = wallet;
    this.#api = api;
  }

  static async connect(network: Network, wallet: ScriptedWallet): Promise<Owner> {
    const { accessToken } = await signIn(network.proxyUrl, wallet, "owner");
    return new Owner(network, wallet, new RawApi(network.proxyUrl, new Secret(accessToken)));
  }

  status(): Promise<OwnerStatus> {
    return this.#get("/v1/owner", ownerStatus);
  }

  async payNow(): Promise<void> {
    const response = await this.#api.request("/v1/owner/pay-now", { method: "POST" });
    assert.equal(response.status, 202, await response.text());
  }

  /** With a voucher that the proxy signs on demand, and the own wallet: the proxy sends nothing. */
  async claim(): Promise<void> {
    await mint(this.#network, this.#wallet, "1");
    const voucher = await this.#voucher();
    const treasury = Address.parse(this.#network.processes.contracts.treasury);
    const init = beginCell()
      .store(storeStateInit(payoutStateInit(treasury, this.#wallet.address)))
      .endCell();
    const to = { address: voucher.contract, amount: VALUE_FOR_FEES.toString() };
    const deploy = { ...to, stateInit: base64(init), payload: base64(encodePayoutSyncKeys()) };
    await this.#wallet.send({ messages: [deploy] });
    const places = new Places(this.#network);
    const hasKey = async () => ((await places.payoutOf(this.#wallet.address))?.keySeq ?? 0) > 0;
    await until("the key of a payout contract", hasKey, PAID_MS);
    const cumulativeNanoton = nanoton(BigInt(voucher.cumulativeNanoton));
    const claim = encodeClaim({ cumulativeNanoton, signature: fromHex(voucher.signature) });
    await this.#wallet.send({ messages: [{ ...to, payload: base64(claim) }] });
  }

  /** Waits until the chain has paid all that was owed. */
  async paid(): Promise<void> {
    const isPaid = async () => {
      const { owedNanoton, paidNanoton } = await this.status();
      return owedNanoton === "0" && paidNanoton !== "0";
    };
    await until("the pay of a worker's owner", isPaid, PAID_MS);
  }

  /** Over all that was earned, once the treasury has it. */
  async #voucher() {
    const voucher = async () => {
      const { owedNanoton } = await this.status();
      const { voucher: shown } = await this.#get("/v1/owner/voucher", ownerVoucher);
      return shown?.cumulativeNanoton === owedNanoton && shown;
    };
    return until("a payout voucher over all that was earned", voucher, PAID_MS);
  }

  async #get<S extends GenericSchema>(path: string, schema: S): Promise<InferOutput<S>> {
    return parseStrictJson(schema, await (await this.#api.request(path)).text(), path, ANSWER_BYTES);
  }
}

const base64 = (cell: { toBoc(): Buffer }): string => cell.toBoc().toString("base64");

async function filtered<T>(all: readonly T[], keep: (one: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(all.map(keep));
  return all.filter((_, index) => kept[index]);
}
