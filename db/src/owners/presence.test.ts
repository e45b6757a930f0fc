import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { forgetPresence, modelPresence, ownerUptime, recordPresence, type Seen } from "./index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The beginning of a UTC day. */
const START = Date.UTC(2026, 10, 30);

describe("presence", () => {
  let database: Database;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  const machine = (operator: string, changes: Partial<Seen> = {}): Seen => ({
    chipId: randomBytes(64).toString("hex"),
    operator,
    model: "m",
    busySlots: 1,
    slots: 4,
    ...changes,
  });
  const look = (minute: number, ...seen: Seen[]) => recordPresence(database, START + minute * MINUTE, seen);
  const uptimeOf = (owner: string, sinceMs = START) => ownerUptime(database, { owner, sinceMs });

  it("counts the minutes in which a machine was seen, of those in which anybody looked since it came", async () => {
    const one = machine("first");
    for (const minute of [0, 1, 2]) await look(minute);
    await look(58, one);
    await look(59);
    await look(60, one);
    await look(61, one);
    expect(await uptimeOf("first")).toEqual([
      {
        chipId: one.chipId,
        seenMs: START + 61 * MINUTE,
        onlineMinutes: 3,
        watchedMinutes: 4,
        busySlots: 3,
        slots: 12,
      },
    ]);
    expect(await uptimeOf("nobody")).toEqual([]);
  });

  it("counts a minute once, whoever looked, and a machine once, whatever it serves", async () => {
    const one = machine("second");
    const other = { ...one, model: "n" };
    await look(200, one, other);
    await look(200);
    await look(201, other);
    const [uptime] = await uptimeOf("second");
    expect(uptime).toMatchObject({ onlineMinutes: 2, watchedMinutes: 2 });
  });

  it("tells a machine that went away before the time as away in all of it", async () => {
    const one = machine("third");
    await look(300, one);
    await look(400);
    expect(await uptimeOf("third", START + 6 * HOUR)).toEqual([
      {
        chipId: one.chipId,
        seenMs: START + 300 * MINUTE,
        onlineMinutes: 0,
        watchedMinutes: 1,
        busySlots: 0,
        slots: 0,
      },
    ]);
  });

  it("tells each model's machine time by day, and forgets what is old", async () => {
    const [one, two] = [machine("fourth", { model: "x" }), machine("fourth", { model: "x", busySlots: 3 })];
    await look(3 * 1440, one, two);
    await look(4 * 1440 - 1, one);
    await look(4 * 1440, one);
    const days = async () => (await modelPresence(database, START)).filter(({ model }) => model === "x");
    expect(await days()).toEqual([
      { model: "x", day: "2026-12-03", machineMinutes: 3, busySlots: 5, slots: 12 },
      { model: "x", day: "2026-12-04", machineMinutes: 1, busySlots: 1, slots: 4 },
    ]);
    await forgetPresence(database, START + 4 * DAY);
    expect(await days()).toMatchObject([{ day: "2026-12-04" }]);
    expect(await uptimeOf("first")).toEqual([]);
  });
});
