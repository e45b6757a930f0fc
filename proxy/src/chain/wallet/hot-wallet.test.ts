import { inspect } from "node:util";
import { generateEd25519, Secret } from "@cocoon/protocol/bytes";
import { type Address, beginCell, toNano } from "@ton/core";
import { Blockchain, type SandboxContract, type TreasuryContract } from "@ton/sandbox";
import { beforeEach, describe, expect, it } from "vitest";
import { SandboxSource } from "../../testing/sandbox-source.ts";
import { ChainError } from "../source/error.ts";
import { HotWallet } from "./hot-wallet.ts";

const GLOBAL_ID = -217;
const NOW_MS = 1_800_000_000_000;
const SECOND_MS = 1_000;

describe("the hot wallet", () => {
  let blockchain: Blockchain;
  let source: SandboxSource;
  let people: SandboxContract<TreasuryContract>[];
  let key: Secret<Uint8Array>;
  let nowMs: number;
  beforeEach(async () => {
    blockchain = await Blockchain.create();
    nowMs = NOW_MS;
    blockchain.now = NOW_MS / 1000;
    source = new SandboxSource(blockchain);
    people = await blockchain.createWallets(100, { balance: 0n, predeploy: false });
    key = new Secret(generateEd25519().secretKey);
  });

  const open = (through = source) =>
    new HotWallet({ source: through, key, globalId: GLOBAL_ID, now: () => nowMs });
  const fund = async (address: Address, ton: string) => {
    const bank = await blockchain.treasury("bank");
    await bank.send({ to: address, value: toNano(ton), bounce: false });
  };
  const message = (to: Address) => ({ to, valueNanoton: toNano("0.01"), body: beginCell().endCell() });
  const at = (index: number): Address => (people[index] as SandboxContract<TreasuryContract>).address;
  const received = async (index: number) => {
    const { last } = await source.account(at(index));
    return last ? (await source.transactions(at(index), last, 10)).length : 0;
  };

  it("deploys itself with its first transfer and sends a hundred messages by one", async () => {
    const wallet = open();
    await fund(wallet.address, "5");
    expect(await wallet.send(people.map(({ address }) => message(address)))).toBe("sent");
    for (const index of [0, 57, 99]) expect(await received(index)).toBe(1);
    expect(await wallet.send([message(wallet.address)])).toBe("sent");
  });

  it("signs nothing that it can't pay for", async () => {
    const wallet = open();
    await fund(wallet.address, "0.02");
    expect(await wallet.send(people.slice(0, 3).map(({ address }) => message(address)))).toBe("low");
    expect(await received(0)).toBe(0);
  });

  it("has one transfer under way, and another only when that one is over", async () => {
    const late = new SandboxSource(blockchain);
    const held: Uint8Array[] = [];
    late.send = async (boc) => void held.push(boc);
    const wallet = open(late);
    await fund(wallet.address, "1");
    const [first, second] = [message(at(0)), message(at(1))];
    expect(await wallet.send([first])).toBe("sent");
    expect(await wallet.send([second])).toBe("busy");
    nowMs += 121 * SECOND_MS;
    blockchain.now = nowMs / 1000;
    expect(await wallet.send([second])).toBe("sent");
    await source.send(held[1] as Uint8Array);
    await expect(source.send(held[0] as Uint8Array)).rejects.toThrow(ChainError);
    expect([await received(0), await received(1)]).toEqual([0, 1]);
  });

  it("of two processes with one key has one transfer accepted of each number", async () => {
    const held: Uint8Array[] = [];
    const late = new SandboxSource(blockchain);
    late.send = async (boc) => void held.push(boc);
    const [one, other] = [open(late), open(late)];
    await fund(one.address, "1");
    for (const wallet of [one, other]) await wallet.send([message(at(0))]);
    await source.send(held[0] as Uint8Array);
    await expect(source.send(held[1] as Uint8Array)).rejects.toThrow(ChainError);
    expect(await received(0)).toBe(1);
  });

  it("prints no key", () => {
    const secret = Buffer.from(key.reveal()).toString("hex").slice(0, 16);
    expect(inspect(open(), { depth: 5, showHidden: true })).not.toContain(secret);
  });
});
