import { ownerUptime } from "@cocoon/db/owners";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newNode } from "../registry/directory.suite.ts";
import { TestNetwork } from "../testing/test-network.ts";
import { PresenceWatch, seenOf } from "./presence-watch.ts";

describe("what is noted of machines", () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await TestNetwork.open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => network.close());

  const chipId = "ab".repeat(64);
  const node = newNode({ chipId });

  it("is one machine for two keys of it, and one line for each model that it serves", () => {
    const more = { ...node.offers[0], model: "other" } as (typeof node.offers)[0];
    const next = newNode({ chipId, offers: [...node.offers, more] });
    const occupied = [
      { node, running: 1, slots: 1 },
      { node: next, running: 2, slots: 4 },
      { node: newNode(), running: 0, slots: 2 },
    ];
    const seen = { chipId, operator: "operator", busySlots: 3, slots: 5 };
    expect(seenOf(occupied)).toMatchObject([
      { ...seen, model: "demo" },
      { ...seen, model: "other" },
      { operator: "operator", model: "demo", busySlots: 0, slots: 2 },
    ]);
    expect(seenOf([])).toEqual([]);
  });

  it("is kept for the owner", async () => {
    const { database } = network;
    const watch = new PresenceWatch({
      database,
      log: () => undefined,
      occupied: () => [{ node, running: 1, slots: 4 }],
    });
    const nowMs = Date.now();
    await watch.look(nowMs);
    await watch.close();
    expect(await ownerUptime(database, { owner: "operator", sinceMs: nowMs })).toEqual([
      { chipId, seenMs: nowMs, onlineMinutes: 1, watchedMinutes: 1, busySlots: 1, slots: 4 },
    ]);
  });
});
