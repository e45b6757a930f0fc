import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Address, Cell, toNano } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DevChainClient, type RunningDevChain, ScriptedWallet, startDevChain } from "../devchain/index.ts";
import { runTool } from "../testing/tool-run.ts";
import { deployerOf } from "./chain.ts";
import { DeployError, UsageError } from "./error.ts";
import { deployToDevChain } from "./index.ts";
import { NETWORKS } from "./networks.ts";
import { runRegistry } from "./run-registry.ts";

const SEED = "42".repeat(32);
const GUARDIAN_SEED = "43".repeat(32);
const DELAY_SECONDS = 600;
const image = { kind: "measurement", id: "0f".repeat(48) } as const;
const key = { kind: "nodeKey", id: "aa".repeat(32) } as const;

const walletOf = (seed: string) =>
  deployerOf(keyPairFromSeed(Buffer.from(seed, "hex")), NETWORKS.dev.globalId).wallet.address;

let running: RunningDevChain;
let dev: DevChainClient;
let cwd: string;
let address: string;
let treasury: string;
beforeAll(async () => {
  running = await startDevChain({ folder: null, port: 0 });
  dev = new DevChainClient(running.endpoint);
  cwd = await mkdtemp(join(tmpdir(), "cocoon-registry-"));
  const owner = walletOf(SEED).toRawString();
  const guardian = walletOf(GUARDIAN_SEED).toRawString();
  const deployed = await deployToDevChain({
    api: running.api,
    seed: Buffer.from(SEED, "hex"),
    description: {
      treasury: { operator: owner, chargeKey: "0c".repeat(32), payoutKey: "0d".repeat(32), commissionPpm: 0 },
      registry: { owner, guardian, delaySeconds: DELAY_SECONDS, approved: [] },
    },
  });
  address = deployed.registry;
  treasury = deployed.treasury;
  for (const seed of [SEED, GUARDIAN_SEED]) await dev.mint(walletOf(seed), toNano("5"));
});
afterAll(async () => {
  await running.close();
  await rm(cwd, { recursive: true });
});

interface Given {
  readonly seed?: string;
  readonly at?: string;
  readonly network?: string;
  readonly types?: string;
}

const run = (args: readonly string[], { seed = SEED, at = address, network = "dev", types }: Given = {}) =>
  runTool(runRegistry, {
    args: [...args, "--network", network, "--address", at],
    env: { COCOON_TON_API: running.api, COCOON_DEPLOY_KEY: seed },
    cwd,
    types,
  });

const show = async () => JSON.parse((await run(["show", "--json"])).stdout);

async function propose(change: unknown) {
  await writeFile(join(cwd, "change.json"), JSON.stringify(change));
  return run(["propose", "--change", "change.json"]);
}

describe("the registry's tool", () => {
  it("proposes, shows and executes an approval", async () => {
    expect((await propose({ type: "approve", approval: image })).ended).toBe(0);
    const { pending } = await show();
    expect(pending).toMatchObject([{ change: { type: "approve", approval: image } }]);
    await dev.increaseTime(DELAY_SECONDS);
    expect((await run(["execute", "--hash", pending[0].hash])).ended).toBe(0);
    expect(await show()).toMatchObject({ approved: [image], pending: [] });
    expect((await run(["show"])).stdout).toContain(`approved measurement ${image.id}\n`);
  });

  it("cancels, with the guardian's key too", async () => {
    await propose({ type: "setOwner", owner: walletOf(GUARDIAN_SEED).toString() });
    const { pending } = await show();
    expect((await run(["show"])).stdout).toContain(
      `the owner becomes ${walletOf(GUARDIAN_SEED).toRawString()}`,
    );
    const guardian = { seed: GUARDIAN_SEED };
    expect((await run(["cancel", "--hash", pending[0].hash], guardian)).ended).toBe(0);
    expect((await show()).pending).toEqual([]);
  });

  it("denies at once, and says when it is so already", async () => {
    const order = ["deny", "--kind", image.kind, "--id", image.id];
    expect((await run(order, { seed: GUARDIAN_SEED })).ended).toBe(0);
    expect(await show()).toMatchObject({ approved: [], denied: [image] });
    const { ended } = await run(order);
    expect(ended).toBeInstanceOf(DeployError);
    expect(String(ended)).toContain("so already");
  });

  it("says who may ask it, before it sends", async () => {
    const stranger = { seed: "45".repeat(32) };
    const order = ["deny", "--kind", key.kind, "--id", "bb".repeat(32)];
    expect(String((await run(order, stranger)).ended)).toContain("takes this from 0:");
    await propose({ type: "setGuardian", guardian: walletOf(SEED).toString() });
    const { hash } = (await show()).pending[0];
    const guardian = { seed: GUARDIAN_SEED };
    for (const command of ["cancel", "execute"])
      expect(String((await run([command, "--hash", hash], guardian)).ended)).toContain(
        `takes this from ${walletOf(SEED).toRawString()} only`,
      );
    expect((await run(["cancel", "--hash", hash])).ended).toBe(0);
    expect(String((await run(["execute", "--hash", hash])).ended)).toContain(
      "so already: nothing is pending",
    );
  });

  it("says when its wallet can't pay, instead of waiting", async () => {
    const wallet = walletOf(GUARDIAN_SEED);
    const endpoint = { endpoint: running.endpoint, globalId: NETWORKS.dev.globalId };
    const rich = new ScriptedWallet(keyPairFromSeed(Buffer.from(GUARDIAN_SEED, "hex")), endpoint);
    const amount = String((await rich.balance()) - toNano("0.1"));
    await rich.send({ messages: [{ address: walletOf(SEED).toString({ bounceable: false }), amount }] });
    const order = ["deny", "--kind", key.kind, "--id", "bb".repeat(32)];
    const { ended } = await run(order, { seed: GUARDIAN_SEED });
    expect(ended).toBeInstanceOf(DeployError);
    expect(String(ended)).toContain(`nanoton to ${wallet.toString({ bounceable: false })}`);
  });

  it("prints the message for another wallet, which then does the same", async () => {
    const { stdout, ended } = await run(["deny", "--kind", key.kind, "--id", key.id, "--message"]);
    expect(ended).toBe(0);
    const { hash, ...message } = JSON.parse(stdout);
    expect(Cell.fromBase64(message.payload).hash().toString("hex")).toBe(hash);
    expect(Address.parse(message.address).toRawString()).toBe(address);
    const owner = { endpoint: running.endpoint, globalId: NETWORKS.dev.globalId };
    await new ScriptedWallet(keyPairFromSeed(Buffer.from(SEED, "hex")), owner).send({ messages: [message] });
    expect((await show()).denied).toContainEqual(expect.objectContaining(key));
  });

  it.each([
    ["no command", [], "one of show, propose"],
    ["another command", ["allow"], "one of show, propose"],
    ["a price cap's denial", ["deny", "--kind", "priceCap", "--id", "00".repeat(32)], "--kind is one of"],
    ["a short digest", ["deny", "--kind", "measurement", "--id", "00".repeat(32)], "48 bytes"],
    ["no hash", ["execute"], "--hash"],
    ["no change", ["propose"], "--change"],
    ["no such file", ["propose", "--change", "none"], "no file"],
    ["an unknown option", ["show", "--key", SEED], "not known"],
  ])("refuses %s", async (_what, args, says) => {
    const { ended } = await run(args);
    expect(ended).toBeInstanceOf(UsageError);
    expect(String(ended)).toContain(says);
    expect(String(ended)).not.toContain(SEED);
  });

  it.each([
    ["no JSON", "{"],
    ["no change", '{"type":"setDelay","delay":1}'],
    ["a worker's key", JSON.stringify({ type: "approve", approval: key })],
    [
      "a treasury that is nobody's",
      '{"type":"approve","approval":{"kind":"proxy","id":"treasury","origin":"https://a.b"}}',
    ],
  ])("proposes nothing that is %s", async (_what, text) => {
    await writeFile(join(cwd, "change.json"), text);
    expect((await run(["propose", "--change", "change.json"])).ended).toBeInstanceOf(UsageError);
  });

  it("asks on a network that others use, and refuses what is no registry of it", async () => {
    const mainnet = { network: "mainnet" };
    expect(String((await run(["show"], mainnet)).ended)).toContain("not -239");
    expect(String((await run(["show", "--yes"], mainnet)).ended)).toContain("not enough on mainnet");
    expect(String((await run(["show"], { at: treasury })).ended)).toContain("is no registry");
    const nowhere = `0:${"01".repeat(32)}`;
    expect(String((await run(["show"], { at: nowhere })).ended)).toContain("There is no registry");
  });

  it("explains itself", async () => {
    expect((await run(["--help"])).stdout).toContain("at once and for ever");
  });
});
