import { inspect } from "node:util";
import { generateEd25519, Secret } from "@cocoon/protocol/bytes";
import { type Address, beginCell, toNano } from "@ton/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addressOf, DevWorld } from "../../testing/dev-world.ts";
import { ChainError } from "../source/error.ts";
import { TonClientSource } from "../source/ton-client.ts";
import { HotWallet } from "./hot-wallet.ts";

/** Keeps what it is given instead of sending it. */
class HeldBack extends TonClientSource {
  readonly held: Uint8Array[] = [];

  override async send(boc: Uint8Array): Promise<void> {
    this.held.push(boc);
  }
}

describe("the hot wallet", () => {
  let world: DevWorld;
  let late: HeldBack;
  let key: Secret<Uint8Array>;
  let people: Address[];
  beforeAll(async () => {
    world = await DevWorld.open();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    late = new HeldBack({ url: world.running.endpoint });
    key = new Secret(generateEd25519().secretKey);
    people = Array.from({ length: 100 }, (_, index) => addressOf(`${index} ${key.reveal().join()}`));
  });

  const open = (source = world.source) =>
    new HotWallet({ source, key, globalId: world.globalId, now: world.now });
  const fund = (address: Address, ton: string) => world.running.chain.mint(address, toNano(ton));
  const message = (to: Address) => ({ to, valueNanoton: toNano("0.01"), body: beginCell().endCell() });
  const at = (index: number): Address => people[index] as Address;
  const received = async (index: number) => {
    const { last } = await world.source.account(at(index));
    return last ? (await world.source.transactions(at(index), last, 10)).length : 0;
  };

  it("deploys itself with its first transfer and sends a hundred messages by one", async () => {
    const wallet = open();
    await fund(wallet.address, "5");
    expect(await wallet.send(people.map(message))).toMatchObject({ because: null });
    for (const index of [0, 57, 99]) expect(await received(index)).toBe(1);
    expect(await wallet.send([message(wallet.address)])).toMatchObject({ because: null });
  });

  it("sends as many as it can pay for", async () => {
    const wallet = open();
    const three = people.slice(0, 3).map(message);
    await fund(wallet.address, "0.1");
    expect(await wallet.send(three)).toEqual({ sent: 0, because: "low" });
    await fund(wallet.address, "0.02");
    expect(await wallet.send(three)).toEqual({ sent: 2, because: "low" });
    expect([await received(0), await received(1), await received(2)]).toEqual([1, 1, 0]);
  });

  it("has one transfer under way, and another only when that one is over", async () => {
    const wallet = open(late);
    await fund(wallet.address, "1");
    const [first, second] = [message(at(0)), message(at(1))];
    expect(await wallet.send([first])).toMatchObject({ because: null });
    expect(await wallet.send([second])).toEqual({ sent: 0, because: "busy" });
    await world.pass(61);
    expect(await wallet.send([second])).toMatchObject({ because: null });
    await world.source.send(late.held[1] as Uint8Array);
    await expect(world.source.send(late.held[0] as Uint8Array)).rejects.toThrow(ChainError);
    expect([await received(0), await received(1)]).toEqual([0, 1]);
  });

  it("of two processes with one key has one transfer accepted of each number", async () => {
    const [one, other] = [open(late), open(late)];
    await fund(one.address, "1");
    for (const wallet of [one, other]) await wallet.send([message(at(0))]);
    await world.source.send(late.held[0] as Uint8Array);
    await expect(world.source.send(late.held[1] as Uint8Array)).rejects.toThrow(ChainError);
    expect(await received(0)).toBe(1);
  });

  it("prints no key", () => {
    const secret = Buffer.from(key.reveal()).toString("hex").slice(0, 16);
    expect(inspect(open(), { depth: 5, showHidden: true })).not.toContain(secret);
  });
});
