import { Address, beginCell, contractAddress, storeStateInit, toNano } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { TonClient } from "@ton/ton";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DevChainClient, type RunningDevChain, ScriptedWallet, startDevChain } from "../../devchain/index.ts";
import { denyBody, RegistryKeeper, registryStateInit, ToncenterAccounts } from "../../wrappers/registry.ts";

let running: RunningDevChain;
let owner: ScriptedWallet;
let address: Address;
beforeAll(async () => {
  running = await startDevChain({ folder: null, port: 0 });
  const key = keyPairFromSeed(Buffer.alloc(32, 7));
  owner = new ScriptedWallet(key, { endpoint: running.endpoint, globalId: running.chain.globalId });
  await new DevChainClient(running.endpoint).mint(owner.address, toNano("5"));
  const raw = owner.address.toRawString();
  const init = registryStateInit({
    network: running.chain.globalId,
    delaySeconds: 60,
    owner: raw,
    guardian: raw,
    approved: [],
  });
  address = contractAddress(0, init);
  const stateInit = beginCell().store(storeStateInit(init)).endCell().toBoc().toString("base64");
  const to = address.toString({ bounceable: false });
  await owner.send({ messages: [{ address: to, amount: toNano("0.5").toString(), stateInit }] });
});
afterAll(() => running.close());

const keeperOver = (chain: ConstructorParameters<typeof RegistryKeeper>[0]["chain"]) =>
  new RegistryKeeper({
    chain,
    place: { address: address.toRawString(), network: running.chain.globalId },
    store: { load: async () => null, save: async () => undefined },
    clock: Date.now,
  });

describe("a registry on a chain of toncenter's form", () => {
  it("is read alike by TonClient and by the small reader, from either address of the API", async () => {
    const payload = denyBody({ kind: "nodeKey", id: "ab".repeat(32) })
      .toBoc()
      .toString("base64");
    const message = { address: address.toString(), amount: toNano("0.1").toString(), payload };
    await owner.send({ messages: [message] });
    const sources = [
      new TonClient({ endpoint: running.endpoint }),
      new ToncenterAccounts({ api: running.api }),
      new ToncenterAccounts({ api: `${running.api}/` }),
      new ToncenterAccounts({ api: running.endpoint }),
    ];
    for (const source of sources) {
      const { state, asOfMs } = await keeperOver(source).current();
      expect(state.denied).toMatchObject([{ kind: "nodeKey", id: "ab".repeat(32) }]);
      expect(Date.now() - asOfMs).toBeLessThan(60_000);
    }
  });

  it("is not deployed where nobody deployed it", async () => {
    const nowhere = new Address(0, Buffer.alloc(32, 1)).toRawString();
    const keeper = new RegistryKeeper({
      chain: new ToncenterAccounts({ api: running.api }),
      place: { address: nowhere, network: running.chain.globalId },
      store: { load: async () => null, save: async () => undefined },
      clock: Date.now,
    });
    await expect(keeper.current()).rejects.toMatchObject({ code: "not_deployed" });
  });

  it.each([
    ["an error page", "<html>"],
    ["a refusal", '{"ok":false,"error":"rate limit"}'],
    ["another form", '{"ok":true,"result":{"state":"active"}}'],
    ["null", "null"],
    [
      "no base64",
      '{"ok":true,"result":{"state":"active","data":"%","sync_utime":1,"last_transaction_id":{"lt":"1"}}}',
    ],
    ["more than it can be", `"${"x".repeat(5 * 1024 * 1024)}"`],
  ])("is unreachable behind %s", async (_what, text) => {
    const source = new ToncenterAccounts({ api: running.api, fetch: async () => new Response(text) });
    await expect(keeperOver(source).current()).rejects.toMatchObject({
      name: "RegistryError",
      code: "unreachable",
    });
  });

  it("is asked with the key of the person's account there", async () => {
    const keys: (string | null)[] = [];
    const send: typeof fetch = async (input, init) => {
      keys.push(new Headers(init?.headers).get("x-api-key"));
      return fetch(input, init);
    };
    await keeperOver(new ToncenterAccounts({ api: running.api, apiKey: "k", fetch: send })).current();
    expect(keys).toEqual(["k"]);
  });
});
