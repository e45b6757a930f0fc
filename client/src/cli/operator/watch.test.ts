import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type RunningDevChain, startDevChain } from "@cocoon/contracts/devchain";
import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { payoutAddress } from "@cocoon/contracts/payout";
import { encodeFundPool, Treasury } from "@cocoon/contracts/treasury";
import { payoutVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import { CocoonError, type OwnerStatus, type OwnerVoucher, problemJson } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address, Cell, type StateInit, toNano } from "@ton/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, serveLocally } from "../../testing/http-server.ts";
import { runCli } from "../main.ts";

const OWNER = new Address(0, Buffer.alloc(32, 7));
const [CHARGE_SEED, PAYOUT_SEED, STRANGER_SEED] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const POOL = nanoton(toNano("3"));

/** Against the real contracts on a SIMULATED chain, beside a proxy that says what a test lets it say. */
describe("cocoon operator watch", () => {
  let running: RunningDevChain;
  let treasury: Treasury;
  beforeAll(async () => {
    running = await startDevChain({ folder: null, port: 0 });
    treasury = Treasury.create({
      operator: OWNER,
      chargeKey: voucherPublicKey(CHARGE_SEED),
      payoutKey: voucherPublicKey(PAYOUT_SEED),
      commissionPpm: 0,
    });
    await send(toNano("0.05"), Cell.EMPTY, treasury.init);
    await send(POOL + VALUE_FOR_FEES, encodeFundPool(POOL));
  });
  afterAll(() => running.close());

  async function send(coins: bigint, body: Cell, init?: StateInit): Promise<void> {
    const [src, dest] = [OWNER, treasury.address];
    await running.chain.send({
      info: {
        type: "internal",
        ihrDisabled: true,
        bounce: true,
        bounced: false,
        src,
        dest,
        value: { coins },
        ihrFee: 0n,
        forwardFee: 0n,
        createdLt: 0n,
        createdAt: 0,
      },
      body,
      ...(init && { init }),
    });
  }

  let folder: string;
  let server: LocalServer;
  let owed: string;
  let voucher: OwnerVoucher["voucher"];
  let isAway: boolean;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "cocoon-operator-"));
    isAway = false;
    server = await serveLocally(async (url) => {
      const { pathname } = new URL(url as string);
      if (isAway) {
        const problem = problemJson(new CocoonError("unavailable"));
        return new Response(JSON.stringify(problem), { status: problem.status });
      }
      return Response.json(pathname === "/v1/owner" ? status() : { voucher });
    });
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const status = (): OwnerStatus => ({
    owner: OWNER.toRawString(),
    owedNanoton: toNano(owed).toString(),
    vouchedNanoton: "0",
    paidNanoton: "0",
    thresholdNanoton: null,
    earnings: [],
    hours: [],
    workers: [],
  });
  const signed = (amount: string, seed = PAYOUT_SEED): OwnerVoucher["voucher"] => {
    const contract = payoutAddress(treasury.address, OWNER);
    const cumulativeNanoton = nanoton(toNano(amount));
    const { globalId } = running.chain;
    const cell = payoutVoucher({ globalId, payout: contract, cumulativeNanoton });
    return {
      contract: contract.toRawString(),
      cumulativeNanoton: cumulativeNanoton.toString(),
      signature: toHex(signVoucher(cell, seed)),
    };
  };

  async function watch(...options: string[]) {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const written = Promise.all([text(out), text(err)]);
    const place = [
      "--proxy",
      server.url,
      "--owner",
      OWNER.toString(),
      "--treasury",
      treasury.address.toString(),
    ];
    const chain = ["--endpoint", running.endpoint, "--global-id", String(running.chain.globalId)];
    const exit = await runCli(["operator", "watch", ...place, ...chain, ...options], {
      out,
      err,
      input: Readable.from([]),
      env: { PATH: process.env["PATH"], COCOON_OWNER_TOKEN: "co_test" },
      cwd: folder,
      onInterrupt: () => () => undefined,
    });
    out.end();
    err.end();
    const [stdout, stderr] = await written;
    return { exit, stdout, stderr };
  }
  const drained = () => existsSync(join(folder, "drained"));
  const drain = () => ["--drain-command", `touch ${join(folder, "drained")}`];

  it("is content with what a voucher and the pool cover, and a debt within the limit", async () => {
    [owed, voucher] = ["2.5", signed("2")];
    const { exit, stdout } = await watch();
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: "covered 2 TON · not covered 0.5 TON of at most 1 TON\n",
    });
  });

  it.each([
    ["no voucher", "1.5", () => null],
    ["a voucher for less", "3.5", () => signed("2")],
    ["a voucher that the treasury would not pay", "1.5", () => signed("1.5", STRANGER_SEED)],
    ["a voucher for more than the pool", "4.5", () => signed("4.5")],
  ])("drains the worker that is owed too much beside %s", async (_, amount, of) => {
    [owed, voucher] = [amount, of()];
    const { exit, stderr } = await watch(...drain());
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: "draining the worker: more is owed than the limit allows\n",
    });
    expect(drained()).toBe(true);
  });

  it("takes the limit that it is given", async () => {
    [owed, voucher] = ["1.5", null];
    expect((await watch("--limit", "2")).exit).toBe(0);
    expect((await watch("--limit", "1")).exit).toBe(1);
  });

  it("goes on while the proxy is away, and drains when that lasts too long", async () => {
    isAway = true;
    const { exit, stderr } = await watch("--every", "1", "--patience", "1", ...drain());
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^not checked: A part of the network is out of reach/);
    expect(stderr).toMatch(/draining the worker: nothing could be checked for too long\n$/);
    expect(drained()).toBe(true);
  });

  it("says that a drain command failed, for the worker runs on", async () => {
    [owed, voucher] = ["1.5", null];
    const { exit, stderr } = await watch("--drain-command", "exit 3");
    expect(exit).toBe(2);
    expect(stderr).toContain("The drain command failed; end the worker by hand");
  });

  it("refuses another owner's account, a treasury that is none, and options it can't read", async () => {
    [owed, voucher] = ["0", null];
    const other = new Address(0, Buffer.alloc(32, 8)).toString();
    expect(await watch("--owner", other)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("another owner's"),
    });
    expect((await watch("--treasury", other)).stderr).toContain("There is no treasury at that address");
    for (const [option, value] of [
      ["--owner", "me"],
      ["--limit", "1e3"],
      ["--every", "0"],
      ["--endpoint", "ftp://x"],
    ] as const)
      expect(await watch(option, value)).toMatchObject({ exit: 2, stderr: expect.stringContaining(option) });
  });
});
