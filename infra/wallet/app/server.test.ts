import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { type RunningDevChain, startDevChain } from "@cocoon/contracts/devchain";
import type { Database } from "@cocoon/db/connection";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { productionPolicy } from "@cocoon/protocol/attestation";
import { type RunningProxy, startInMemoryProxy } from "@cocoon/proxy/testing";
import { Address, toNano } from "@ton/core";
import { TonClient } from "@ton/ton";
import { type ITonConnect, TonConnect, type Wallet } from "@tonconnect/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { injectedCall, injectedScript } from "../connect/injected.ts";
import { ScriptedConnect } from "../connect/scripted.ts";
import { until } from "../../until.ts";
import { peopleOf } from "./people.ts";
import { startWalletApp, type WalletApp } from "./server.ts";

const TO = new Address(0, Buffer.alloc(32, 0x5a));
const STORED = toNano("0.01");
const PROOF = "a challenge of the proxy";

/** As a browser keeps it. */
class PageStorage {
  readonly #items = new Map<string, string>();
  getItem = async (key: string) => this.#items.get(key) ?? null;
  setItem = async (key: string, value: string) => void this.#items.set(key, value);
  removeItem = async (key: string) => void this.#items.delete(key);
}

/** TON Connect's own SDK is the page; between it and the SIMULATED wallet stand the proxy's relay and a bridge. */
describe("the SIMULATED wallet", () => {
  let folder: string;
  let chain: RunningDevChain;
  let app: WalletApp;
  let proxy: RunningProxy;
  let database: Database;
  const pages: ITonConnect[] = [];
  const startApp = (port = 0) =>
    startWalletApp({
      port,
      chainApi: chain.api,
      keyFile: join(folder, "people.json"),
      connectionsFile: join(folder, "connections.json"),
    });
  const startProxyFor = ({ origin, bridgeUrl }: WalletApp) => {
    const wallet = {
      id: "simulated",
      name: "SIMULATED wallet",
      aboutUrl: origin,
      universalLink: `${origin}/connect`,
      bridgeUrl,
      injectedKey: null,
      platforms: ["chrome"],
    };
    return startInMemoryProxy({ database, policy: productionPolicy(), wallets: [wallet] });
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cocoon-wallet-app-"));
    chain = await startDevChain({ folder: null, port: 0 });
    database = await inProcessDatabase();
    app = await startApp();
    proxy = await startProxyFor(app);
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    for (const page of pages) page.pauseConnection();
    await app.close();
    await proxy.stop(0);
    await database.close();
    await chain.close();
    rmSync(folder, { recursive: true });
  });

  const openPage = (storage = new PageStorage()) => {
    const page = new TonConnect({
      manifestUrl: `${proxy.origin}/app/tonconnect-manifest.json`,
      walletsListSource: `${proxy.origin}/app/wallets.json`,
      analytics: { mode: "off" },
      storage,
    });
    pages.push(page);
    return page;
  };
  const source = () => ({
    bridgeUrl: `${proxy.origin}/bridge/simulated`,
    universalLink: `${app.origin}/connect`,
  });
  /** Follows the link as the person's browser does. */
  const connect = async (page: ITonConnect) => {
    const connected = new Promise<Wallet>((resolve, reject) => {
      page.onStatusChange((wallet) => wallet && resolve(wallet), reject);
    });
    const link = page.connect(source(), { tonProof: PROOF });
    const answered = fetch(link).then((response) => response.text());
    return { wallet: await connected, text: await answered };
  };
  const payment = (ton: string) => ({
    validUntil: Math.floor(Date.now() / 1000) + 300,
    messages: [{ address: TO.toString({ bounceable: false }), amount: toNano(ton).toString() }],
  });
  const balance = () => new TonClient({ endpoint: chain.endpoint }).getBalance(TO);

  /** The money arrives with the chain's next block, and storing it costs a little. */
  const paid = async <T>(ton: string, pay: () => Promise<T> | undefined) => {
    const before = await balance();
    const answer = await pay();
    await until("the payment", async () => (await balance()) > before + toNano(ton) - STORED, 20_000);
    return answer as T;
  };

  it("connects by its link over the relay, proves its key for the proxy's own domain, and pays", async () => {
    const page = openPage();
    const { wallet, text } = await connect(page);
    expect(text).toContain("SIMULATED wallet");
    expect(wallet.device.appName).toBe("simulated");
    expect(wallet.connectItems?.tonProof).toMatchObject({
      proof: { payload: PROOF, domain: { value: new URL(proxy.origin).host } },
    });
    const { boc } = await paid("2", () => page.sendTransaction(payment("2")));
    expect(boc.length).toBeGreaterThan(100);
    await page.disconnect();
  }, 60_000);

  it("refuses what its person is told to refuse", async () => {
    const page = openPage();
    await connect(page);
    app.says("no");
    await expect(page.sendTransaction(payment("1"))).rejects.toThrow(/reject|declin/i);
    app.says("yes");
    await page.disconnect();
  }, 60_000);

  it("is connected still when it was started again, and another browser has another wallet", async () => {
    const storage = new PageStorage();
    const page = openPage(storage);
    const { wallet } = await connect(page);
    const { wallet: other } = await connect(openPage());
    expect(other.account.address).not.toBe(wallet.account.address);
    page.pauseConnection();
    await app.close();
    app = await startApp(Number(new URL(app.origin).port));
    const again = openPage(storage);
    await again.restoreConnection();
    expect(again.account?.address).toBe(wallet.account.address);
    await paid("1", () => again.sendTransaction(payment("1")));
  }, 60_000);

  it("stands in a page as injected wallets do", async () => {
    const open = peopleOf({ chainApi: chain.api, keyFile: join(folder, "people.json") });
    const wallet = new ScriptedConnect(() => open(7), "simulated");
    const names = {
      key: "cocoonSimulated",
      exposed: "askWallet",
      appName: "simulated",
      name: "SIMULATED wallet",
    };
    const window: Record<string, unknown> = { askWallet: injectedCall(wallet) };
    runInNewContext(injectedScript(names), { window });
    const { tonconnect } = window["cocoonSimulated"] as {
      tonconnect: Record<string, (...given: unknown[]) => Promise<Record<string, never>>>;
    };
    const unknown = await tonconnect["restoreConnection"]?.();
    expect(unknown).toMatchObject({ event: "connect_error" });
    const request = {
      manifestUrl: `${proxy.origin}/app/tonconnect-manifest.json`,
      items: [{ name: "ton_addr" }],
    };
    const event = await tonconnect["connect"]?.(2, request);
    expect(event).toMatchObject({ event: "connect", payload: { device: { appName: "simulated" } } });
    expect(await tonconnect["restoreConnection"]?.()).toMatchObject({ event: "connect" });
    const { validUntil, messages } = payment("3");
    const ask = (id: string, atLatest: number) =>
      tonconnect["send"]?.({
        method: "sendTransaction",
        params: [JSON.stringify({ valid_until: atLatest, messages })],
        id,
      });
    const answer = await paid("3", () => ask("1", validUntil));
    expect(answer).toEqual({ id: "1", result: wallet.sent[0] });
    expect(await ask("2", 1)).toMatchObject({ id: "2", error: { code: 1 } });
  }, 60_000);
});
