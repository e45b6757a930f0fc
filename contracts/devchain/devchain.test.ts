import { Address, Cell, comment, loadMessage, toNano } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { TonClient } from "@ton/ton";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DevChainClient } from "./client.ts";
import { type RunningDevChain, startDevChain } from "./start.ts";
import { ScriptedWallet } from "./wallet/wallet.ts";

const NOBODY = new Address(0, Buffer.alloc(32, 9));
const KEY = keyPairFromSeed(Buffer.alloc(32, 7));

interface BlockId {
  readonly seqno: number;
  readonly root_hash: string;
}

let running: RunningDevChain;
let client: TonClient;
let dev: DevChainClient;
let wallet: ScriptedWallet;

beforeEach(async () => {
  running = await startDevChain({ folder: null, port: 0 });
  client = new TonClient({ endpoint: running.endpoint });
  dev = new DevChainClient(running.endpoint);
  wallet = new ScriptedWallet(KEY, { endpoint: running.endpoint, globalId: running.chain.globalId });
});
afterEach(() => running.close());

const pay = (amount: bigint, to = NOBODY) =>
  wallet.send({ messages: [{ address: to.toString({ bounceable: false }), amount: amount.toString() }] });

/** The sum that an audit of the whole chain comes to: nothing is lost and nothing is made but by the faucet. */
async function unaccounted(): Promise<bigint> {
  const { mintedNanoton, feesNanoton, balancesNanoton } = await dev.status();
  return BigInt(mintedNanoton) - BigInt(feesNanoton) - BigInt(balancesNanoton);
}

describe("a wallet on the dev chain, through the unmodified TonClient", () => {
  it("is deployed by its first transfer and pays", async () => {
    expect((await client.getContractState(wallet.address)).state).toBe("uninitialized");
    await dev.mint(wallet.address, toNano("5"));
    expect(await wallet.balance()).toBe(toNano("5"));
    await pay(toNano("1"));
    expect((await client.getContractState(wallet.address)).state).toBe("active");
    const { stack } = await client.runMethod(wallet.address, "seqno");
    expect(stack.readNumber()).toBe(1);
    const received = await client.getBalance(NOBODY);
    expect(received).toBeGreaterThan(toNano("0.999"));
    expect(received).toBeLessThanOrEqual(toNano("1"));
    expect(await unaccounted()).toBe(0n);
  });

  it("gets back what a contract does not take, and every nanoton is accounted for", async () => {
    await dev.mint(wallet.address, toNano("5"));
    await wallet.send({ messages: [{ address: NOBODY.toString(), amount: toNano("1").toString() }] });
    expect(await wallet.balance()).toBeGreaterThan(toNano("4.98"));
    expect(await client.getBalance(NOBODY)).toBe(0n);
    expect(await unaccounted()).toBe(0n);
  });

  it("is not heard when its seqno is used up: nothing happens and the sender is told", async () => {
    await dev.mint(wallet.address, toNano("5"));
    const boc = await pay(toNano("1"));
    const before = await dev.status();
    await expect(client.sendFile(Buffer.from(boc, "base64"))).rejects.toThrow();
    expect((await dev.status()).transactions).toBe(before.transactions);
  });

  it("can tell the fee beforehand", async () => {
    await dev.mint(wallet.address, toNano("5"));
    await pay(toNano("1"));
    await dev.drop({ messages: 1 });
    const signed = loadMessage(Cell.fromBase64(await pay(toNano("1"))).beginParse());
    const { source_fees } = await client.estimateExternalMessageFee(wallet.address, {
      body: signed.body,
      initCode: null,
      initData: null,
      ignoreSignature: true,
    });
    expect(source_fees.gas_fee).toBeGreaterThan(0);
    expect(source_fees.in_fwd_fee).toBeGreaterThan(0);
  });

  it("has an address and signatures of this chain only", () => {
    const elsewhere = new ScriptedWallet(KEY, { endpoint: running.endpoint, globalId: -239 });
    expect(elsewhere.address.equals(wallet.address)).toBe(false);
    expect(wallet.account().network).toBe(String(running.chain.globalId));
  });
});

describe("transactions", () => {
  beforeEach(async () => {
    await dev.mint(wallet.address, toNano("5"));
    for (let i = 0; i < 4; i++) await pay(toNano("0.1"));
  });

  it("form a chain without a hole, newest first", async () => {
    const all = await client.getTransactions(wallet.address, { limit: 100 });
    expect(all).toHaveLength(5);
    for (const [index, transaction] of all.entries()) {
      const previous = all[index + 1];
      expect(transaction.prevTransactionLt).toBe(previous?.lt ?? 0n);
      expect(transaction.prevTransactionHash).toBe(
        previous ? BigInt(`0x${previous.hash().toString("hex")}`) : 0n,
      );
    }
    const { lastTransaction } = await client.getContractState(wallet.address);
    expect(lastTransaction).toEqual({
      lt: String(all[0]?.lt),
      hash: all[0]?.hash().toString("base64"),
    });
  });

  it("come in pages, until a logical time", async () => {
    const all = await client.getTransactions(wallet.address, { limit: 100 });
    const first = await client.getTransactions(wallet.address, { limit: 2 });
    const last = first.at(-1);
    const page = { limit: 10, lt: String(last?.lt), hash: last?.hash().toString("base64") as string };
    const second = await client.getTransactions(wallet.address, page);
    expect([...first, ...second].map(({ lt }) => lt)).toEqual(all.map(({ lt }) => lt));
    const until = await client.getTransactions(wallet.address, { limit: 10, to_lt: String(all[2]?.lt) });
    expect(until.map(({ lt }) => lt)).toEqual(all.slice(0, 2).map(({ lt }) => lt));
    const one = await client.getTransaction(wallet.address, page.lt, page.hash);
    expect(one?.lt).toBe(last?.lt);
  });

  it("are refused from a place that is not there", async () => {
    const page = { limit: 10, lt: "5", hash: Buffer.alloc(32).toString("base64") };
    await expect(client.getTransactions(wallet.address, page)).rejects.toThrow();
  });

  it("are found by the message between them, from either end", async () => {
    const [sent] = await client.getTransactions(wallet.address, { limit: 1 });
    const [message] = sent?.outMessages.values() ?? [];
    const createdLt = message?.info.type === "internal" ? message.info.createdLt.toString() : "";
    const result = await client.tryLocateResultTx(wallet.address, NOBODY, createdLt);
    expect(result.inMessage?.body.hash()).toEqual(message?.body.hash());
    const source = await client.tryLocateSourceTx(wallet.address, NOBODY, createdLt);
    expect(source.lt).toBe(sent?.lt);
    await expect(client.tryLocateResultTx(wallet.address, NOBODY, "1")).rejects.toThrow();
  });

  it("stand in the block of their message", async () => {
    const { latestSeqno } = await client.getMasterchainInfo();
    const seqno = (await dev.status()).seqno;
    expect(latestSeqno).toBeLessThanOrEqual(seqno);
    const found: string[] = [];
    for (let at = 1; at <= seqno; at++) {
      const [shard] = await client.getWorkchainShards(at);
      const listed = await client.getShardTransactions(0, shard?.seqno ?? 0, shard?.shard ?? "");
      found.push(...listed.filter(({ account }) => account.equals(wallet.address)).map(({ lt }) => lt));
    }
    const all = await client.getTransactions(wallet.address, { limit: 100 });
    expect(found).toEqual(all.map(({ lt }) => String(lt)).reverse());
  });
});

describe("faults on request", () => {
  beforeEach(() => dev.mint(wallet.address, toNano("5")));

  it("a dropped answer is about something that happened", async () => {
    await pay(toNano("0.1"));
    await dev.drop({ answers: 3 });
    await expect(pay(toNano("0.1"))).rejects.toThrow();
    await expect(client.getBalance(NOBODY)).rejects.toThrow();
    await expect(client.getBalance(NOBODY)).rejects.toThrow();
    expect(await client.getBalance(NOBODY)).toBeGreaterThan(0n);
  });

  it("a dropped message was confirmed and never arrives", async () => {
    await dev.drop({ messages: 1 });
    const boc = await pay(toNano("0.1"));
    expect(await client.isContractDeployed(wallet.address)).toBe(false);
    await client.sendFile(Buffer.from(boc, "base64"));
    expect(await client.isContractDeployed(wallet.address)).toBe(true);
  });

  it("a delayed message arrives later, a delayed answer is given later", async () => {
    await dev.delay({ messagesMs: 300 });
    await pay(toNano("0.1"));
    expect(await client.isContractDeployed(wallet.address)).toBe(false);
    await expect.poll(() => client.isContractDeployed(wallet.address), { timeout: 10_000 }).toBe(true);
    await dev.delay({ answersMs: 300 });
    const before = performance.now();
    await client.getBalance(NOBODY);
    expect(performance.now() - before).toBeGreaterThan(290);
    await dev.delay({});
  });
});

describe("time", () => {
  it("goes on in blocks and can be skipped, for contracts too", async () => {
    const before = await dev.status();
    await dev.increaseTime(86_400);
    const after = await dev.status();
    expect(after.now - before.now).toBeGreaterThanOrEqual(86_400);
    expect(after.seqno).toBeGreaterThan(before.seqno);
    await dev.mint(NOBODY, 1n);
    const [transaction] = await client.getTransactions(NOBODY, { limit: 1 });
    expect(transaction?.now).toBeGreaterThanOrEqual(after.now);
    // A wallet's signature is valid for a minute, by the chain's time.
    await dev.mint(wallet.address, toNano("5"));
    await pay(toNano("1"));
    expect(await client.isContractDeployed(wallet.address)).toBe(true);
  });

  it("names each block by one number and one hash, for good", async () => {
    const rest = async (path: string) => {
      const response = await fetch(`${running.api}/${path}`);
      expect(response.headers.get("x-cocoon-chain")).toBe("SIMULATED");
      return ((await response.json()) as { result: { last: BlockId } & BlockId }).result;
    };
    const { seqno, root_hash } = (await rest("getMasterchainInfo")).last;
    await dev.mint(NOBODY, 1n);
    await dev.increaseTime(100);
    const found = await rest(`lookupBlock?workchain=-1&shard=8000000000000000&seqno=${seqno}`);
    expect(found).toMatchObject({ seqno, root_hash });
    expect((await rest("getMasterchainInfo")).last.root_hash).not.toBe(root_hash);
  });
});

it("runs what a message sets off in the order of sending, each account's transactions apart", async () => {
  await dev.mint(wallet.address, toNano("5"));
  await wallet.send({
    messages: [1, 2, 3].map((n) => ({
      address: NOBODY.toString({ bounceable: false }),
      amount: String(n),
      payload: comment(`${n}`).toBoc().toString("base64"),
    })),
  });
  const received = await client.getTransactions(NOBODY, { limit: 10 });
  const coins = received.map(({ inMessage }) =>
    inMessage?.info.type === "internal" ? inMessage.info.value.coins : null,
  );
  expect(coins).toEqual([3n, 2n, 1n]);
});
