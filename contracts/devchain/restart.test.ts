import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Address, toNano } from "@ton/core";
import { TonClient } from "@ton/ton";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChainStateError } from "./chain/log.ts";
import { DevChainClient } from "./client.ts";
import { startDevChain } from "./start.ts";
import { ensureKey } from "./wallet/key-file.ts";
import { ScriptedWallet } from "./wallet/wallet.ts";

const NOBODY = new Address(0, Buffer.alloc(32, 9));

/** Each starts from its sources, which takes its time on a busy machine. */
const PROGRAMS_MS = 60_000;

let folder: string;
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "devchain-"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(folder, { recursive: true });
});

const open = () => startDevChain({ folder, port: 0 });
type Running = Awaited<ReturnType<typeof open>>;

const walletOf = ({ endpoint, chain }: Running) =>
  new ScriptedWallet(ensureKey(join(folder, "wallet.json")), { endpoint, globalId: chain.globalId });

const pay = (wallet: ScriptedWallet) =>
  wallet.send({
    messages: [{ address: NOBODY.toString({ bounceable: false }), amount: toNano("0.1").toString() }],
  });

/** All that anybody can read of a chain, but for what time alone changes. */
async function picture({ endpoint, chain }: Running) {
  const client = new TonClient({ endpoint });
  const transactions = await client.getTransactions(NOBODY, { limit: 100 });
  const hashes = transactions.map((transaction) => transaction.hash().toString("hex"));
  return {
    hashes,
    totals: chain.history.totals(),
    balances: chain.history.balances(),
    endLt: chain.history.endLt,
  };
}

describe("the chain's state", () => {
  it("survives a restart: accounts, transactions, blocks, and skipped time", async () => {
    const first = await open();
    const dev = new DevChainClient(first.endpoint);
    const wallet = walletOf(first);
    await dev.mint(wallet.address, toNano("5"));
    await pay(wallet);
    await dev.increaseTime(1_000_000);
    await pay(wallet);
    const [before, block, status] = [await picture(first), first.chain.clock.at(2), await dev.status()];
    await first.close();

    const second = await open();
    expect(await picture(second)).toEqual(before);
    expect(second.chain.clock.at(2)).toEqual(block);
    const after = await new DevChainClient(second.endpoint).status();
    expect(after.seqno).toBeGreaterThanOrEqual(status.seqno);
    expect(after.now).toBeGreaterThanOrEqual(status.now);
    await pay(walletOf(second));
    expect((await picture(second)).hashes).toHaveLength(before.hashes.length + 1);
    await second.close();
  });

  it("loses of a line that was cut off while it was written that line, and nothing else", async () => {
    const first = await open();
    const dev = new DevChainClient(first.endpoint);
    await dev.mint(NOBODY, 1n);
    const [before, log] = [await picture(first), join(folder, "blocks.jsonl")];
    const size = statSync(log).size;
    await dev.mint(NOBODY, 1n);
    await first.close();
    const whole = readFileSync(log);

    for (const length of [size + 1, size + 100, whole.length - 1]) {
      writeFileSync(log, whole.subarray(0, length));
      const second = await open();
      expect(await picture(second)).toEqual(before);
      await second.close();
      expect(statSync(log).size).toBe(size);
    }
  });

  it("is refused when it is of another chain or damaged, with what to do", async () => {
    await (await open()).close();
    await expect(startDevChain({ folder, port: 0, globalId: 7 })).rejects.toThrow(ChainStateError);
    appendFileSync(join(folder, "blocks.jsonl"), "{\n");
    await expect(open()).rejects.toThrow("delete it to begin a new chain");
  });
});

describe("the program", () => {
  it(
    "keeps all that it confirmed when it is killed in the middle of work",
    async () => {
      let confirmed = 0;
      for (let round = 0; round < 3; round++) {
        const { child, endpoint } = await startProgram();
        const dev = new DevChainClient(endpoint);
        const lost = once(child, "exit");
        const mints = Array.from({ length: 20 }, async (_, index) => {
          await dev.mint(NOBODY, 1n);
          confirmed++;
          if (index === 7) child.kill("SIGKILL");
        });
        await Promise.allSettled(mints);
        await lost;
      }
      const after = await open();
      const { mintedNanoton, feesNanoton } = after.chain.history.totals();
      expect(confirmed).toBeGreaterThan(0);
      expect(mintedNanoton).toBeGreaterThanOrEqual(BigInt(confirmed));
      expect(mintedNanoton).toBeLessThanOrEqual(60n);
      expect(after.chain.history.balances() + feesNanoton).toBe(mintedNanoton);
      await after.close();
    },
    PROGRAMS_MS,
  );

  it(
    "says that it is simulated, stops in order, and refuses wrong settings",
    async () => {
      const { child, said } = await startProgram();
      expect(said[0]).toMatchObject({ level: "warn", event: "SIMULATED" });
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
      for (const globalId of ["-239", "x"]) {
        const wrong = spawnProgram({ COCOON_CHAIN_GLOBAL_ID: globalId });
        expect(await once(wrong, "exit")).toEqual([78, null]);
      }
    },
    PROGRAMS_MS,
  );
});

function spawnProgram(env: Readonly<Record<string, string>> = {}): ChildProcess {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cocoon/source", "--import", "tsx", main], {
    env: { PATH: process.env["PATH"], COCOON_CHAIN_PORT: "0", COCOON_CHAIN_FOLDER: folder, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  return child;
}

/** Resolves once it serves. */
async function startProgram() {
  const child = spawnProgram();
  const said: Record<string, unknown>[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    const event = JSON.parse(line) as Record<string, unknown>;
    said.push(event);
    if (event["event"] === "chain_ready") return { child, said, endpoint: `${String(event["api"])}/jsonRPC` };
  }
  throw new Error("the program ended before it was ready");
}
