import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import {
  type ConnectMessage,
  DevChainClient,
  type RunningDevChain,
  ScriptedWallet,
  startDevChain,
} from "@cocoon/contracts/devchain";
import { ClientEscrow, encodeTopUp, NOTICE_SECONDS } from "@cocoon/contracts/escrow";
import { Treasury } from "@cocoon/contracts/treasury";
import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, Cell, storeStateInit, toNano } from "@ton/core";
import { keyPairFromSeed, mnemonicNew, mnemonicToPrivateKey } from "@ton/crypto";
import { TonClient } from "@ton/ton";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../main.ts";
import { writeLocalSettings } from "../settings.ts";

let chain: RunningDevChain;
let dev: DevChainClient;
let client: TonClient;
let treasury: Treasury;
let words: string[];

beforeAll(async () => {
  chain = await startDevChain({ folder: null, port: 0 });
  dev = new DevChainClient(chain.endpoint);
  client = new TonClient({ endpoint: chain.endpoint });
  words = await mnemonicNew();
  treasury = await deployTreasury();
});
afterAll(() => chain.close());

const walletOf = (key: { publicKey: Buffer; secretKey: Buffer }) =>
  new ScriptedWallet(key, { endpoint: chain.endpoint, globalId: chain.chain.globalId });

const someone = (seed: number) => walletOf(keyPairFromSeed(Buffer.alloc(32, seed)));

async function deployTreasury(): Promise<Treasury> {
  const operator = someone(1);
  await dev.mint(operator.address, toNano("10"));
  const key = new Uint8Array(32).fill(1);
  const config = { operator: operator.address, chargeKey: key, payoutKey: key, commissionPpm: 50_000 };
  const deployed = Treasury.create(config);
  const stateInit = beginCell()
    .store(storeStateInit(deployed.init ?? {}))
    .endCell();
  const [address, amount] = [deployed.address.toString({ bounceable: false }), toNano("1").toString()];
  await operator.send({ messages: [{ address, amount, stateInit: stateInit.toBoc().toString("base64") }] });
  return deployed;
}

interface Run {
  readonly owner: Address;
  readonly input?: string;
}

/** What `argv` names itself counts: it comes last. */
const cocoon = ([command = "", ...options]: readonly string[], { owner, input = "" }: Run) => {
  const parties = ["--treasury", treasury.address.toString(), "--owner", owner.toString()];
  const ton = { COCOON_TON_API: chain.api, COCOON_TON_GLOBAL_ID: String(chain.chain.globalId) };
  return run([command, ...parties, ...options], { COCOON_HOME: "/none", ...ton }, input);
};

async function run(argv: readonly string[], env: Record<string, string>, input: string) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const streams = { out, err, input: Readable.from([input]) };
  const exit = await runCli(argv, { ...streams, env, cwd: "/", onInterrupt: () => () => undefined });
  out.end();
  err.end();
  const [stdout, stderr] = await written;
  return { exit, stdout, stderr };
}

const accountOf = async (owner: Address) =>
  (await client.open(ClientEscrow.of(treasury.address, owner)).getState())?.account;

describe("a deposit, without any proxy", () => {
  it("goes in and comes out by the owner's 24 words alone", async () => {
    const wallet = walletOf(await mnemonicToPrivateKey(words));
    const owner = wallet.address;
    const signing = { owner, input: words.join(" ") };
    await dev.mint(owner, toNano("3"));
    expect(await cocoon(["topup", "--amount", "2", "--words", "-"], signing)).toMatchObject({ exit: 0 });
    expect((await accountOf(owner))?.balanceNanoton).toBe(toNano("2"));

    const shown = await cocoon(["withdraw"], { owner });
    expect(shown.stdout).toMatch(/^balance +2 TON$/m);
    expect(shown.stdout).toMatch(/^next +cocoon withdraw request/m);
    const early = await cocoon(["withdraw", "finalize", "--words", "-"], signing);
    expect(early).toMatchObject({ exit: 1, stderr: expect.stringContaining("No close is requested") });

    expect(await cocoon(["withdraw", "request", "--words", "-"], signing)).toMatchObject({ exit: 0 });
    const waiting = await cocoon(["withdraw"], { owner });
    expect(waiting.stdout).toMatch(/^close +can be finalized from \d{4}-/m);
    const tooEarly = await cocoon(["withdraw", "finalize"], { owner });
    expect(tooEarly).toMatchObject({ exit: 1, stderr: expect.stringContaining("day of notice is not over") });

    await dev.increaseTime(NOTICE_SECONDS);
    expect(await cocoon(["withdraw", "finalize", "--words", "-"], signing)).toMatchObject({ exit: 0 });
    const after = await accountOf(owner);
    expect(after).toMatchObject({ balanceNanoton: 0n, paidOutNanoton: toNano("2"), closingAt: null });
    // 3 TON were minted: what is not back is the storage reserve and fees.
    expect(await wallet.balance()).toBeGreaterThan(toNano("2.97"));
  });

  it("goes in and comes out by links that any wallet signs", async () => {
    const wallet = someone(2);
    const owner = wallet.address;
    await dev.mint(owner, toNano("3"));
    const sign = async (argv: readonly string[]) => {
      const { exit, stdout } = await cocoon(argv, { owner });
      expect(exit).toBe(0);
      await wallet.send({ messages: [messageOf(stdout.trim())] });
    };
    await sign(["topup", "--amount", "1", "--daily-limit", "0.5"]);
    expect(await accountOf(owner)).toMatchObject({
      balanceNanoton: toNano("1"),
      dailyLimitNanoton: toNano("0.5"),
    });
    await sign(["withdraw", "request"]);
    await dev.increaseTime(NOTICE_SECONDS);
    await sign(["withdraw", "finalize"]);
    expect((await accountOf(owner))?.paidOutNanoton).toBe(toNano("1"));
  });

  it("is shown in JSON without loss, and as a TON Connect message", async () => {
    const wallet = someone(3);
    const owner = wallet.address;
    await dev.mint(owner, toNano("3"));
    const { stdout } = await cocoon(["topup", "--amount", "1", "--json"], { owner });
    const { message } = JSON.parse(stdout) as { message: ConnectMessage };
    await wallet.send({ messages: [message] });
    const shown = await cocoon(["withdraw", "--json"], { owner });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      next: "request",
      account: { balanceNanoton: "1000000000" },
    });
  });

  it("that was begun without a limit tells that nothing of more can be spent", async () => {
    const wallet = someone(8);
    const owner = wallet.address;
    await dev.mint(owner, toNano("3"));
    const { stdout } = await cocoon(["topup", "--amount", "1", "--json"], { owner });
    const { message } = JSON.parse(stdout) as { message: ConnectMessage };
    const payload = encodeTopUp({ amountNanoton: nanoton(toNano("1")) })
      .toBoc()
      .toString("base64");
    await wallet.send({ messages: [{ ...message, payload }] });
    const more = await cocoon(["topup", "--amount", "1"], { owner });
    expect(more.stderr).toContain("its daily limit is 0");
  });

  it("may all be spent in a day where a first deposit says nothing of limits", async () => {
    const wallet = someone(7);
    await dev.mint(wallet.address, toNano("3"));
    const { stdout } = await cocoon(["topup", "--amount", "1"], { owner: wallet.address });
    await wallet.send({ messages: [messageOf(stdout.trim())] });
    expect(await accountOf(wallet.address)).toMatchObject({ dailyLimitNanoton: toNano("1") });
  });
});

describe("in the folder of a local network", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cocoon-escrow-"));
    const policy = { kind: "production" as const };
    const ton = { api: chain.api, globalId: chain.chain.globalId, treasury: treasury.address.toRawString() };
    const apiKey = `ck_${"x".repeat(32)}`;
    await writeLocalSettings(folder, {
      proxyUrl: "http://127.0.0.1:9",
      apiKey,
      accountId: "test",
      policy,
      ton,
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("chain and treasury are its own", async () => {
    const wallet = someone(5);
    await dev.mint(wallet.address, toNano("3"));
    const argv = ["topup", "--owner", wallet.address.toString(), "--amount", "1", "--json"];
    const { stdout } = await run(argv, { COCOON_HOME: folder }, "");
    await wallet.send({ messages: [(JSON.parse(stdout) as { message: ConnectMessage }).message] });
    expect((await accountOf(wallet.address))?.balanceNanoton).toBe(toNano("1"));
  });

  it("elsewhere the treasury must be named", async () => {
    const argv = ["withdraw", "--owner", someone(5).address.toString()];
    const { exit, stderr } = await run(argv, { COCOON_HOME: "/none" }, "");
    expect(exit).toBe(2);
    expect(stderr).toContain("--treasury is missing");
  });
});

/** What a wallet reads in a link. */
function messageOf(link: string): ConnectMessage {
  const { pathname, searchParams } = new URL(link);
  const boc = (name: string) => {
    const value = searchParams.get(name);
    return value === null
      ? undefined
      : Cell.fromBoc(Buffer.from(value, "base64url"))[0]?.toBoc().toString("base64");
  };
  return {
    address: pathname.split("/").at(-1) ?? "",
    amount: searchParams.get("amount") ?? "",
    payload: boc("bin"),
    stateInit: boc("init"),
  };
}

describe("a withdrawal is refused", () => {
  const stranger = new Address(0, Buffer.alloc(32, 4));

  it.each([
    ["for who has no deposit", ["withdraw"], "", "has no deposit with this treasury"],
    ["for a top-up that is too small", ["topup", "--amount", "0.05"], "", "at least 0.1 TON"],
    ["for words that are none", ["topup", "--amount", "1", "--words", "-"], "one two", "not the 24 words"],
  ])("%s", async (_, argv, input, sentence) => {
    const { exit, stderr } = await cocoon(argv, { owner: stranger, input });
    expect(exit).toBe(1);
    expect(stderr).toContain(sentence);
  });

  it("for another wallet's words, which stand in no message", async () => {
    const input = words.join("\n");
    const { exit, stdout, stderr } = await cocoon(["topup", "--amount", "1", "--words", "-"], {
      owner: stranger,
      input,
    });
    expect(exit).toBe(1);
    expect(stderr).toContain("another wallet than --owner");
    // One word alone may stand in a sentence of ours, as "thing" does.
    const shown = (stdout + stderr).split(/\s+/).join(" ");
    expect(shown).not.toContain(words.slice(0, 2).join(" "));
  });

  it("when the endpoint does not answer, without its words", async () => {
    await dev.drop({ answers: 1 });
    const { exit, stderr } = await cocoon(["withdraw"], { owner: stranger });
    expect(exit).toBe(1);
    expect(stderr).toContain("The TON endpoint did not answer as it should");
  });

  it.each([
    [["withdraw", "later"], "takes one step"],
    [["withdraw", "--owner", "EQx"], "--owner is no TON address"],
    [["withdraw", "--endpoint", "ftp://x"], "--endpoint takes the URL"],
    [["topup"], "--amount takes an amount"],
    [["topup", "--amount", "-1"], "--amount"],
    [["topup", "1"], "such as --amount 1.5"],
  ])("for a wrong command line: %j", async (argv, sentence) => {
    const { exit, stderr } = await cocoon(argv, { owner: stranger });
    expect(exit).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it("for an address that does not fit its checksum", async () => {
    const address = stranger.toString();
    const { exit, stderr } = await cocoon(["withdraw", "--owner", `${address.slice(0, -1)}_`], {
      owner: stranger,
    });
    expect(exit).toBe(2);
    expect(stderr).toContain("does not fit its own checksum");
  });
});
