import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Address, beginCell, type Cell, contractAddress, internal, toNano } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DevChainClient, type RunningDevChain, startDevChain } from "../devchain/index.ts";
import { parseRegistryState } from "../wrappers/registry.ts";
import { encodeFundPool, treasuryStateInit } from "../wrappers/treasury.ts";
import { nanoton } from "@cocoon/protocol/money";
import { runTool } from "../testing/tool-run.ts";
import { DeployChain, deployerOf } from "./chain.ts";
import { type DescriptionFile, deployToDevChain } from "./index.ts";
import { NETWORKS } from "./networks.ts";
import { DeployError, UsageError } from "./error.ts";
import { runDeploy } from "./run-deploy.ts";
import { runVerify } from "./run-verify.ts";
import { compiledHashes } from "./verify.ts";

const SEED = "42".repeat(32);
const OPERATOR = `0:${"0a".repeat(32)}`;
const GUARDIAN = `0:${"0b".repeat(32)}`;
const DESCRIPTION: DescriptionFile = {
  treasury: {
    operator: OPERATOR,
    chargeKey: "0c".repeat(32),
    payoutKey: "0d".repeat(32),
    commissionPpm: 50_000,
  },
  registry: {
    owner: OPERATOR,
    guardian: GUARDIAN,
    delaySeconds: 172_800,
    approved: [
      { kind: "proxy", id: "treasury", origin: "https://proxy.example" },
      { kind: "rosterKey", id: "0e".repeat(32), proxy: "treasury" },
      { kind: "measurement", id: "0f".repeat(48) },
      {
        kind: "priceCap",
        id: "01".repeat(32),
        cap: { promptNanoton: "1", cachedNanoton: "2", outputNanoton: "3" },
      },
    ],
  },
};

let running: RunningDevChain;
let dev: DevChainClient;
let cwd: string;
beforeEach(async () => {
  running = await startDevChain({ folder: null, port: 0 });
  dev = new DevChainClient(running.endpoint);
  cwd = await mkdtemp(join(tmpdir(), "cocoon-deploy-"));
  await writeFile(join(cwd, "network.json"), JSON.stringify(DESCRIPTION));
});
afterEach(async () => {
  await running.close();
  await rm(cwd, { recursive: true });
});

interface Given {
  readonly network?: string;
  readonly env?: Record<string, string>;
  readonly types?: string;
}

/** One run against the dev chain, whatever network it believes in. */
const run = (
  which: typeof runDeploy,
  args: readonly string[],
  { network = "dev", env = {}, types }: Given = {},
) =>
  runTool(which, {
    args: ["--network", network, ...args],
    env: { COCOON_TON_API: running.api, COCOON_DEPLOY_KEY: SEED, ...env },
    cwd,
    types,
  });

const deploy = (args: readonly string[] = [], given?: Given) =>
  run(runDeploy, ["--config", "network.json", ...args], given);
const verify = (address: string, given?: Given) => run(runVerify, ["--address", address], given);
const wallet = (globalId: number = NETWORKS.dev.globalId) =>
  deployerOf(keyPairFromSeed(Buffer.from(SEED, "hex")), globalId).wallet.address;
const found = (output: string, name: string) => new RegExp(`${name}=(\\S+)`).exec(output)?.[1] ?? "";

describe("a deployment", () => {
  it("puts treasury and registry where its plan says, checks them, and does nothing the second time", async () => {
    await dev.mint(wallet(), toNano("5"));
    const first = await deploy();
    expect(first.ended).toBe(0);
    expect(first.stderr.match(/TO BE DEPLOYED/g)).toHaveLength(2);
    const registry = found(first.stdout, "COCOON_REGISTRY");
    const treasury = found(first.stdout, "COCOON_TREASURY");
    const { data } = await new DeployChain(running).client.getContractState(Address.parse(registry));
    const state = parseRegistryState(data as Buffer);
    expect(state).toMatchObject({ owner: OPERATOR, guardian: GUARDIAN, network: NETWORKS.dev.globalId });
    expect(state.approved).toContainEqual({
      kind: "rosterKey",
      id: "0e".repeat(32),
      proxy: treasury.slice(2),
    });
    const { transactions } = await dev.status();
    const second = await deploy();
    expect(second.ended).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    expect(second.stderr.match(/is there/g)).toHaveLength(2);
    expect((await dev.status()).transactions).toBe(transactions);
  });

  it("does what is missing when it was broken off", async () => {
    await dev.mint(wallet(), toNano("5"));
    const init = treasuryStateInit({
      operator: Address.parse(OPERATOR),
      chargeKey: new Uint8Array(32).fill(0x0c),
      payoutKey: new Uint8Array(32).fill(0x0d),
      commissionPpm: 50_000,
    });
    const chain = new DeployChain(running);
    const to = contractAddress(0, init);
    const deployer = deployerOf(keyPairFromSeed(Buffer.from(SEED, "hex")), NETWORKS.dev.globalId);
    const body = encodeFundPool(nanoton(0n));
    await chain.send(deployer, [internal({ to, value: toNano("0.1"), bounce: false, init, body })]);
    await chain.until(async () => (await chain.standing(to)).isActive, "the treasury is not there");
    const { ended, stderr } = await deploy();
    expect(ended).toBe(0);
    expect(stderr).toMatch(/treasury {2}0:\w+ is there/);
    expect(stderr).toMatch(/registry {2}0:\w+ TO BE DEPLOYED/);
  });

  it("is what the local start does, by the chain's own coins", async () => {
    const options = { api: running.api, seed: Buffer.from(SEED, "hex"), description: DESCRIPTION };
    const deployed = await deployToDevChain(options);
    expect(await deployToDevChain(options)).toEqual(deployed);
    // With the wallet that the first one left almost empty.
    const { treasury, registry } = DESCRIPTION;
    const other = { treasury, registry: { ...registry, delaySeconds: registry.delaySeconds + 1 } };
    expect((await deployToDevChain({ ...options, description: other })).treasury).toBe(deployed.treasury);
  });

  it("says how much the deployer lacks, and where to", async () => {
    const { ended } = await deploy();
    expect(ended).toBeInstanceOf(DeployError);
    expect(String(ended)).toContain(`nanoton to ${wallet().toString({ bounceable: false })}`);
    expect((await dev.status()).transactions).toBe(0);
  });

  it("shows its plan without doing it", async () => {
    const { ended, stdout } = await deploy(["--plan", "--json"]);
    expect(ended).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      network: "dev",
      steps: [{ isThere: false }, { isThere: false }],
    });
    expect((await deploy(["--plan"])).stdout).toContain(`plan      ${JSON.parse(stdout).plan}`);
  });
});

describe("a deployment to a network that others use", () => {
  const mainnet = { network: "mainnet" };
  const planned = async (given: Given) =>
    JSON.parse((await deploy(["--plan", "--json"], given)).stdout).plan as string;

  it("is confirmed by a person who types the network's name", async () => {
    expect((await deploy([], { ...mainnet, types: "yes" })).ended).toBe(3);
    expect((await deploy([], { ...mainnet, types: "mainnet" })).ended).toBeInstanceOf(DeployError);
    expect((await deploy([], { network: "testnet", types: "" })).ended).toBe(3);
  });

  it("is refused where nobody can be asked, and --yes is not enough on mainnet", async () => {
    for (const [args, says] of [
      [[], "give its hash by --confirm"],
      [["--yes"], "not enough on mainnet"],
    ] as const) {
      const { ended } = await deploy(args, mainnet);
      expect(ended).toBeInstanceOf(UsageError);
      expect(String(ended)).toContain(says);
    }
    expect(String((await deploy([], { network: "testnet" })).ended)).toContain("add --yes");
    expect((await dev.status()).transactions).toBe(0);
  });

  it("goes on with the hash of the very plan, and with no other's", async () => {
    const hash = await planned(mainnet);
    await dev.mint(wallet(NETWORKS.mainnet.globalId), toNano("5"));
    expect(String((await deploy(["--confirm", "00".repeat(32)], mainnet)).ended)).toContain("another plan");
    expect(await planned({ network: "testnet" })).not.toBe(hash);
    await writeFile(join(cwd, "network.json"), JSON.stringify(DESCRIPTION).replace("50000", "60000"));
    expect(String((await deploy(["--confirm", hash], mainnet)).ended)).toContain("another plan");
  });

  it.each([
    ["a short delay", { delaySeconds: 3_600 }, "under 172800"],
    ["one person for both offices", { guardian: OPERATOR }, "one stolen key is enough"],
  ])("is refused with %s", async (_what, change, says) => {
    const registry = { ...DESCRIPTION.registry, ...change };
    await writeFile(join(cwd, "network.json"), JSON.stringify({ ...DESCRIPTION, registry }));
    expect(String((await deploy(["--plan"], mainnet)).ended)).toContain(says);
  });
});

describe("settings that are wrong", () => {
  it.each([
    ["an unknown network", ["--network", "main"], {}, "one of dev, testnet, mainnet"],
    ["a key as an argument", ["--key", SEED], {}, "not known"],
    ["no description", ["--config", "none.json"], {}, "no file"],
    ["no key", [], { COCOON_DEPLOY_KEY: "" }, "COCOON_DEPLOY_KEY_FILE"],
    ["a short key", [], { COCOON_DEPLOY_KEY: SEED.slice(2) }, "32 bytes"],
    ["no URL", [], { COCOON_TON_API: "here" }, "not a URL"],
    ["another id than 32 bits", [], { COCOON_TON_GLOBAL_ID: "9999999999" }, "32 bits"],
  ])("are told before anything is asked: %s", async (_what, args, env, says) => {
    const { ended, stdout } = await deploy(args, { env });
    expect(ended).toBeInstanceOf(UsageError);
    expect(String(ended)).toContain(says);
    expect(String(ended) + stdout).not.toContain(SEED.slice(2));
  });

  it.each([
    ["no JSON", "{"],
    ["an unknown field", JSON.stringify({ ...DESCRIPTION, more: 1 })],
    ["a commission over all", JSON.stringify(DESCRIPTION).replace("50000", "1000001")],
    ["an origin with a line's end", JSON.stringify(DESCRIPTION).replace("proxy.example", "proxy\\n")],
    ["too much", " ".repeat(300_000)],
  ])("are told where the description is not of its form: %s", async (_what, json) => {
    await writeFile(join(cwd, "network.json"), json);
    expect((await deploy(["--plan"])).ended).toBeInstanceOf(UsageError);
  });

  it("take a key from a file that only its owner reads", async () => {
    const path = join(cwd, "key");
    await writeFile(path, `${SEED}\n`, { mode: 0o600 });
    const env = { COCOON_DEPLOY_KEY: "", COCOON_DEPLOY_KEY_FILE: path };
    expect((await deploy(["--plan"], { env })).stdout).toContain(wallet().toRawString());
    await chmod(path, 0o644);
    expect(String((await deploy(["--plan"], { env })).ended)).toContain(`chmod 600 ${path}`);
  });

  it("name a server that does not answer", async () => {
    const { ended } = await deploy(["--plan"], { env: { COCOON_TON_API: "http://127.0.0.1:1/api/v2" } });
    expect(ended).toBeInstanceOf(DeployError);
    expect(String(ended)).toContain("check COCOON_TON_API");
  });
});

describe("a verification", () => {
  // It takes seconds, in which nothing else in this process runs: not the chain either.
  beforeAll(compiledHashes, 60_000);

  it("knows what a deployment has put there", async () => {
    const options = { api: running.api, seed: Buffer.from(SEED, "hex"), description: DESCRIPTION };
    const deployed = await deployToDevChain(options);
    for (const contract of ["registry", "treasury"] as const)
      expect(await verify(deployed[contract])).toMatchObject({
        ended: 0,
        stdout: expect.stringContaining(`is a ${contract} of`),
      });
  });

  it("says what is not there, and what is another's", async () => {
    expect(await verify(OPERATOR)).toMatchObject({ ended: 1, stdout: expect.stringMatching(/^NOTHING/) });
    await dev.mint(wallet(), toNano("5"));
    await deploy();
    expect(await verify(wallet().toRawString())).toMatchObject({
      ended: 1,
      stdout: expect.stringMatching(/^NOT OURS: .* does not compile to/),
    });
    expect((await run(runVerify, ["--address", "nowhere"])).ended).toBeInstanceOf(UsageError);
  });

  it("finds a treasury of our code whose children are of another", async () => {
    await dev.mint(wallet(), toNano("5"));
    const { code, data } = treasuryStateInit({
      operator: Address.parse(OPERATOR),
      chargeKey: new Uint8Array(32),
      payoutKey: new Uint8Array(32),
      commissionPpm: 0,
    });
    const forged = forgedChildren(data as Cell);
    const to = contractAddress(0, { code, data: forged });
    const chain = new DeployChain(running);
    const deployer = deployerOf(keyPairFromSeed(Buffer.from(SEED, "hex")), NETWORKS.dev.globalId);
    const init = { code, data: forged };
    const body = encodeFundPool(nanoton(0n));
    await chain.send(deployer, [internal({ to, value: toNano("0.1"), bounce: false, init, body })]);
    await chain.until(async () => (await chain.standing(to)).isActive, "the forged treasury is not there");
    expect(await verify(to.toRawString())).toMatchObject({
      ended: 1,
      stdout: expect.stringContaining("makes its client-escrow and worker-payout of other code"),
    });
  });

  it("and a deployment explain themselves", async () => {
    expect((await run(runDeploy, ["--help"])).stdout).toContain("Exit codes: 0");
    expect((await run(runVerify, ["-h"])).stdout).toContain("Exit codes: 0");
  });
});

/** The treasury's data with other hashes for its children's codes, which stand last. */
function forgedChildren(data: Cell): Cell {
  const codeIds = 2 * (256 + 16);
  return beginCell()
    .storeBits(data.bits.substring(0, data.bits.length - codeIds))
    .storeUint(0, codeIds)
    .storeRef(data.refs[0] as Cell)
    .endCell();
}
