import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { payoutOwner } from "@cocoon/db/chain";
import { Secret } from "@cocoon/protocol/bytes";
import { encodeSignedCharge } from "@cocoon/contracts/escrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Metrics } from "../metrics.ts";
import { addressOf, ton } from "../testing/dev-world.ts";
import { MoneyRig, OWNER } from "../testing/money-rig.ts";
import { Standing } from "../chain/standing.ts";
import { TreasuryDesk } from "./treasury.ts";

const ann = addressOf("ann");

describe("the operator's commands on money", () => {
  let rig: MoneyRig;
  beforeEach(async () => {
    rig = await MoneyRig.open();
  });
  afterEach(() => rig.close());

  /** As an operator runs it: a process. */
  async function admin(args: readonly string[], env: Record<string, string> = {}) {
    const { COCOON_TREASURY, COCOON_TON_API, COCOON_TON_GLOBAL_ID } = rig.world.settings;
    const place = { DATABASE_URL: rig.database.url, COCOON_TREASURY, COCOON_TON_API, COCOON_TON_GLOBAL_ID };
    const script = fileURLToPath(new URL("./main.ts", import.meta.url));
    const child = spawn(
      process.execPath,
      ["--conditions=@cocoon/source", "--import", "tsx", script, ...args],
      {
        env: { PATH: process.env["PATH"], ...place, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const code = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, found: out && JSON.parse(out), err };
  }
  /** The same without a process. */
  const desk = (operatorKey: Secret<Uint8Array> | null) => {
    const { database, world } = rig;
    const endpoint = { url: world.running.endpoint, apiKey: undefined };
    const { treasury, globalId } = world;
    return new TreasuryDesk({ database, treasury, endpoint, globalId, operatorKey });
  };
  /** A charge that no row of these books knows of, as after a restore from an old copy. */
  const chargeBehindTheBooks = async (amount: string) => {
    const { world } = rig;
    const escrow = world.escrowOf(ann);
    const validUntil = Math.floor(world.now() / 1000) + 600;
    const terms = { epoch: 0, cumulativeNanoton: ton(amount), validUntil };
    const signature = world.keys.signCharge({ ...terms, escrow });
    await world.send({ from: ann, to: escrow, body: encodeSignedCharge({ ...terms, signature }) });
    await rig.see();
  };

  it("find ledger and chain alike, or say what differs and end with 1", async () => {
    const accountId = await rig.deposit(ann, "2");
    await rig.spend(accountId, "0.5");
    expect(await admin(["reconcile"])).toMatchObject({
      code: 0,
      found: { drifts: [], treasury: "compared" },
    });
    expect(await admin(["status"])).toMatchObject({
      code: 0,
      found: { booksAreCurrent: true, booksAreBehind: false, owedToWorkersNanoton: ton("0.475").toString() },
    });
    await rig.database.inTransaction(({ script }) =>
      script("update balances set available_nanoton = available_nanoton + 7 where available_nanoton > 0"),
    );
    const { code, found } = await admin(["reconcile"]);
    expect(code).toBe(1);
    expect(found.drifts.map(({ what }: { what: string }) => what)).toEqual(["ledger", "balance", "escrow"]);
    expect(found.drifts[0]).toMatchObject({ expectedNanoton: "0", foundNanoton: "7" });
  });

  it("see a charge that the ledger does not", async () => {
    const accountId = await rig.deposit(ann, "2");
    await chargeBehindTheBooks("0.5");
    await rig.spend(accountId, "0.5");
    expect((await desk(null).reconcile()).drifts).toEqual([]);
    await rig.database.inTransaction(({ script }) =>
      script(
        "update escrows set charged_total_nanoton = 0, charged_nanoton = 0, balance_nanoton = 2000000000",
      ),
    );
    expect((await desk(null).reconcile()).drifts).toContainEqual({
      what: "treasury",
      of: rig.world.treasury.toRawString(),
      expectedNanoton: 0n,
      foundNanoton: ton("0.5"),
    });
  });

  it("draw commission as the treasury's operator, and no more than there is", async () => {
    const { world } = rig;
    await rig.deposit(ann, "2");
    await chargeBehindTheBooks("1");
    await world.running.chain.mint(world.operator, ton("1"));
    const operator = desk(world.operatorKey);
    await expect(operator.draw(ton("0.051"))).rejects.toThrow("the treasury holds less commission than that");
    expect(await operator.draw(ton("0.03"))).toMatchObject({
      order: "sent",
      by: world.operator.toRawString(),
    });
    expect((await rig.contracts.treasuryState()).commissionNanoton).toBe(ton("0.02"));
    const link = expect.stringMatching(/^ton:\/\/transfer\/.*\?amount=60000000&bin=/) as string;
    const by = world.operator.toRawString();
    expect(await desk(null).draw(ton("0.01"))).toMatchObject({ order: "to_sign", by, link });
    const other = new Secret(new Uint8Array(32).fill(7));
    await expect(desk(other).draw(ton("0.01"))).rejects.toThrow("not of the treasury's operator");
  });

  it("give the workers what rounding left to the platform", async () => {
    const { world } = rig;
    const sponsorId = await rig.deposit(ann, "2");
    // Two people's 19 nanoton leave no commission each; in their sponsor's charge they leave one nanoton on the chain.
    for (let i = 0; i < 2; i++)
      await rig.spend(await rig.grantee(sponsorId, "0.1"), "0.000000019", OWNER, "granted");
    await chargeBehindTheBooks("0.000000038");
    await world.running.chain.mint(world.operator, ton("1"));
    const operator = desk(world.operatorKey);
    expect(await operator.even()).toMatchObject({ amountNanoton: 1n, order: "sent" });
    await rig.see();
    expect(await operator.even()).toEqual({ amountNanoton: 0n, order: "none" });
    expect(await operator.reconcile()).toEqual({ drifts: [], treasury: "compared" });
  });

  it("ask for a payout, of who has earned one", async () => {
    const accountId = await rig.deposit(ann, "2");
    await rig.spend(accountId, "0.1");
    const owner = OWNER.toRawString();
    expect(await admin(["pay", "--owner", owner])).toMatchObject({
      code: 0,
      found: { dueNanoton: "95000000" },
    });
    expect((await payoutOwner(rig.database, owner))?.payNowAtMs).not.toBeNull();
    expect(await admin(["pay", "--owner", ann.toRawString()])).toMatchObject({ code: 1 });
    expect(await admin(["pay", "--owner", "bob"])).toMatchObject({ code: 2 });
  });

  it("let books that are behind the chain be used again, which take no jobs until then", async () => {
    const parts = { database: rig.database, metrics: new Metrics(), log: () => undefined };
    await rig.deposit(ann, "2");
    const standing = await Standing.open(parts);
    expect(standing.now).toBe("catching_up");
    standing.sawAll();
    expect(standing.now).toBe("ready");
    await chargeBehindTheBooks("0.5");
    standing.look();
    await expect.poll(() => standing.now).toBe("behind");
    await standing.close();
    // A restart does not help.
    const restarted = await Standing.open(parts);
    restarted.sawAll();
    expect(restarted.now).toBe("behind");
    expect(await desk(null).status()).toMatchObject({ booksAreBehind: true });
    expect(await admin(["adopt"])).toMatchObject({ code: 0, found: { escrows: 1 } });
    expect(await desk(null).status()).toMatchObject({ booksAreBehind: false });
    restarted.look();
    await expect.poll(() => restarted.now).toBe("ready");
    await restarted.close();
  });
});
