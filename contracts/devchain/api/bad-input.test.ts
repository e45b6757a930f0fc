import { Address, beginCell, Cell, external, internal, storeMessage, storeMessageRelaxed } from "@ton/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningDevChain, startDevChain } from "../start.ts";

const NOBODY = new Address(0, Buffer.alloc(32, 9)).toString();
const boc = (cell: Cell): string => cell.toBoc().toString("base64");

let running: RunningDevChain;
beforeAll(async () => {
  running = await startDevChain({ folder: null, port: 0 });
});
afterAll(() => running.close());

interface Refused {
  readonly ok: boolean;
  readonly error: string;
  readonly code: number;
}

async function post(path: string, body: string): Promise<{ status: number; answer: Refused }> {
  const response = await fetch(`${running.api}/${path}`, { method: "POST", body });
  return { status: response.status, answer: (await response.json()) as Refused };
}

const rpc = (method: string, params: unknown) => post("jsonRPC", JSON.stringify({ id: 1, method, params }));

const nested = (levels: number): Cell =>
  Array.from({ length: levels }).reduce<Cell>((cell) => beginCell().storeRef(cell).endCell(), Cell.EMPTY);
const internalMessage = beginCell()
  .store(storeMessageRelaxed(internal({ to: NOBODY, value: 1n })))
  .endCell();
const toNobody = beginCell()
  .store(storeMessage(external({ to: Address.parse(NOBODY), body: Cell.EMPTY })))
  .endCell();

describe("the API refuses, changes nothing and goes on", () => {
  it.each<[string, string, unknown]>([
    ["no address", "getAddressInformation", {}],
    ["a malformed address", "getAddressInformation", { address: "EQnonsense" }],
    ["an endless address", "getAddressInformation", { address: "0".repeat(200_000) }],
    ["another workchain", "getAddressBalance", { address: `5:${"00".repeat(32)}` }],
    ["too many transactions", "getTransactions", { address: NOBODY, limit: 101 }],
    ["no transactions", "getTransactions", { address: NOBODY, limit: 0 }],
    ["half a transaction", "getTransactions", { address: NOBODY, limit: 1.5 }],
    ["a logical time over 64 bits", "getTransactions", { address: NOBODY, to_lt: "99999999999999999999" }],
    ["a hash that is too short", "getTransactions", { address: NOBODY, lt: 1, hash: "abcd" }],
    ["a number that JSON has rounded", "getTransactions", { address: NOBODY, lt: 2 ** 60, hash: "" }],
    ["a block before the first", "shards", { seqno: 0 }],
    ["a shard that is not there", "getBlockTransactions", { workchain: 0, shard: "4", seqno: 1 }],
    ["a message that is no BoC", "sendBoc", { boc: "AAAA" }],
    ["a message that is no text", "sendBoc", { boc: { toString: "x" } }],
    ["a message of no form", "sendBoc", { boc: boc(beginCell().storeUint(7, 9).endCell()) }],
    ["a message from inside", "sendBoc", { boc: boc(internalMessage) }],
    ["a message that is too deep", "sendBoc", { boc: boc(nested(600)) }],
    ["a message that is too long", "sendBoc", { boc: "A".repeat(100_000) }],
    ["a stack that is no list", "runGetMethod", { address: NOBODY, method: "seqno", stack: "x" }],
    [
      "a stack without end",
      "runGetMethod",
      { address: NOBODY, method: "seqno", stack: Array.from({ length: 65 }, () => ["num", 1]) },
    ],
    ["an unknown item", "runGetMethod", { address: NOBODY, method: "seqno", stack: [["tvm.Toaster", "x"]] }],
    ["a number that is none", "runGetMethod", { address: NOBODY, method: "seqno", stack: [["num", "0xzz"]] }],
    ["no method", "runGetMethod", { address: NOBODY }],
    ["coins below zero", "dev_mint", { address: NOBODY, amount: "-1" }],
    ["no coins", "dev_mint", { address: NOBODY, amount: 0 }],
    ["more coins than there are", "dev_mint", { address: NOBODY, amount: "99999999999999999999" }],
    ["time that goes back", "dev_increaseTime", { seconds: -1 }],
    ["a leap of a century", "dev_increaseTime", { seconds: 3_200_000_000 }],
    ["params that are no object", "getAddressInformation", ["x"]],
  ])("%s", async (_, method, params) => {
    const { endLt } = running.chain.history;
    const { status, answer } = await rpc(method, params);
    expect({ status, ...answer }).toMatchObject({ status: 422, ok: false, code: 422 });
    expect(answer.error).toMatch(/\.$/);
    expect(running.chain.history.endLt).toBe(endLt);
  });

  it.each<[string, number, () => Promise<{ status: number; answer: Refused }>]>([
    ["an unknown method", 404, () => rpc("getEverything", {})],
    ["a method of every object", 404, () => rpc("toString", {})],
    ["no JSON", 422, () => post("jsonRPC", "<x>")],
    ["a request that is no object", 404, () => post("jsonRPC", "[]")],
    ["a body that is too long", 413, () => post("jsonRPC", "x".repeat(300_000))],
    ["a message that nobody takes", 500, () => rpc("sendBoc", { boc: boc(toNobody) })],
    ["a block to come", 500, () => rpc("shards", { seqno: 4_000_000_000 })],
    ["a parameter that the chain lacks", 500, () => rpc("getConfigParam", { config_id: 12_345 })],
  ])("%s", async (_, expected, ask) => {
    const { status, answer } = await ask();
    expect({ status, ok: answer.ok, code: answer.code }).toEqual({
      status: expected,
      ok: false,
      code: expected,
    });
  });

  it("a GET of the JSON-RPC path, and of any other", async () => {
    expect((await fetch(running.endpoint)).status).toBe(405);
    expect((await fetch(`${running.api}/../../etc`)).status).toBe(404);
  });
});

it("answers for accounts that nobody has made", async () => {
  const ask = async (path: string) =>
    ((await (await fetch(`${running.api}/${path}`)).json()) as { result: unknown }).result;
  expect(await ask(`getAddressState?address=${NOBODY}`)).toBe("uninitialized");
  expect(await ask(`getAddressBalance?address=${NOBODY}`)).toBe("0");
  expect(await ask(`getTransactions?address=${NOBODY}`)).toEqual([]);
  expect(await ask(`getWalletInformation?address=${NOBODY}`)).toMatchObject({ wallet: false });
  expect(await ask(`getExtendedAddressInformation?address=${NOBODY}`)).toMatchObject({ balance: "0" });
  expect(await ask("getConfigParam?config_id=19")).toMatchObject({ "@type": "configInfo" });
});
