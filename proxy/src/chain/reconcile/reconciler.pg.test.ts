import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Metrics } from "../../metrics.ts";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig } from "../../testing/money-rig.ts";
import type { ChainSource } from "../source/port.ts";
import { Reconciler } from "./reconciler.ts";
import { escrowPage, treasuryDrift } from "./reconcile.ts";

const ann = addressOf("ann");

describe("ledger and chain", () => {
  let rig: MoneyRig;
  let reconciler: Reconciler;
  let metrics: Metrics;
  let events: string[];
  let nowMs = 0;
  beforeEach(async () => {
    rig = await MoneyRig.open();
    metrics = new Metrics();
    events = [];
    nowMs = 0;
    const { database, contracts, world } = rig;
    reconciler = new Reconciler({
      ...{ database, contracts, source: world.source, metrics, now: () => nowMs },
      log: (_, event) => void events.push(event),
    });
  });
  afterEach(async () => {
    await reconciler.close();
    await rig.close();
  });

  const age = async () => Number(/cocoon_reconciliation_age_seconds (\d+)/.exec(await metrics.text())?.[1]);
  const shown = async () => Number(/cocoon_reconciliation_drifts (\d+)/.exec(await metrics.text())?.[1]);

  it("that agree show no drift, also with money in flight of every kind", async () => {
    const accountId = await rig.deposit(ann, "2");
    await rig.spend(accountId, "0.5");
    await reconciler.turn();
    expect({ drifts: await shown(), events }).toEqual({ drifts: 0, events: [] });
    await rig.rounds(2);
    await rig.spend(accountId, "0.1");
    await reconciler.turn();
    expect({ drifts: await shown(), events }).toEqual({ drifts: 0, events: [] });
  });

  it("that differ are a metric and a line of the log without anybody's name, until they agree again", async () => {
    await rig.deposit(ann, "2");
    const change = (by: string) =>
      rig.database.inTransaction(({ script }) =>
        script(`update balances set available_nanoton = available_nanoton ${by}`),
      );
    await change("- 1");
    await reconciler.turn();
    expect(await shown()).toBe(2);
    expect(events).toEqual(["ledger_and_chain_differ"]);
    await change("+ 1");
    await reconciler.turn();
    expect(await shown()).toBe(0);
  });

  it("are compared at the same transaction or not at all", async () => {
    await rig.deposit(ann, "2");
    await rig.world.topUp(ann, "1");
    const { database, contracts } = rig;
    expect(await treasuryDrift({ database, contracts, source: rig.world.source })).toBeNull();
    nowMs = 60_000;
    await reconciler.turn();
    expect(await age()).toBe(60);
    await rig.see();
    expect(await treasuryDrift({ database, contracts, source: rig.world.source })).toEqual([]);
    await reconciler.turn();
    expect(await age()).toBe(0);
  });

  it("an escrow that holds less than it says is told", async () => {
    await rig.deposit(ann, "2");
    const { database, contracts, world } = rig;
    const poor: Pick<ChainSource, "account"> = {
      account: async (address) => ({ ...(await world.source.account(address)), balanceNanoton: ton("1.9") }),
    };
    const source = Object.assign(Object.create(world.source) as ChainSource, poor);
    const { drifts } = await escrowPage({ database, contracts, source }, "");
    expect(drifts).toEqual([
      {
        what: "escrow_contract",
        of: world.escrowOf(ann).toRawString(),
        expectedNanoton: ton("2"),
        foundNanoton: ton("1.9"),
      },
    ]);
  });
});
