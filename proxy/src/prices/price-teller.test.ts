import { setOwnerPrice } from "@cocoon/db/owners";
import type { Database } from "@cocoon/db/connection";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import type { OwnerAsks } from "@cocoon/protocol/api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MemoryBus } from "../bus/memory.ts";
import { soon } from "../testing/test-client.ts";
import { PriceTeller } from "./price-teller.ts";

let database: Database;
beforeAll(async () => {
  database = await inProcessDatabase();
}, OPEN_TIMEOUT_MS);
afterAll(() => database.close());

/** A link that keeps what it is told. */
function linkOf(owner: string) {
  const told: OwnerAsks[] = [];
  let leave: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return { told, leave, link: { owner, closed, tellPrices: (asks: OwnerAsks) => void told.push(asks) } };
}

it("looks by itself as well, for a word on the bus can be lost; but not for a link that is gone", async () => {
  const logged: string[] = [];
  const log = (_level: string, event: string) => void logged.push(event);
  const teller = new PriceTeller({ database, bus: new MemoryBus(), log, lookEveryMs: 20 });
  const [stays, left] = [linkOf("stays"), linkOf("left")];
  for (const { link } of [stays, left]) teller.join(link);
  await soon(() => expect([stays.told[0], left.told[0]]).toEqual([[], []]));
  left.leave();
  await left.link.closed;
  for (const owner of ["stays", "left"])
    await setOwnerPrice(database, { owner, model: "demo", quote: "1/2/3" });
  const price = { model: "demo", quote: "1/2/3" };
  await soon(() => expect(stays.told.at(-1)).toEqual([price]));
  expect(left.told.flat()).toEqual([]);
  await teller.close();
  expect(logged).toEqual([]);
});

it("says once for each look that prices could not be read, and tells them when they can be", async () => {
  const logged: string[] = [];
  const log = (_level: string, event: string) => void logged.push(event);
  const rename = (from: string, to: string) =>
    database.inTransaction((transaction) => transaction.query(`alter table ${from} rename to ${to}`, []));
  await setOwnerPrice(database, { owner: "owner", model: "demo", quote: "1/2/3" });
  const teller = new PriceTeller({ database, bus: new MemoryBus(), log, lookEveryMs: 20 });
  const { told, link } = linkOf("owner");
  await rename("owner_prices", "gone");
  teller.join(link);
  await soon(() => expect(logged.length).toBeGreaterThan(1));
  expect(told).toEqual([]);
  await rename("gone", "owner_prices");
  await soon(() => expect(told[0]).toEqual([{ model: "demo", quote: "1/2/3" }]));
  expect(new Set(logged)).toEqual(new Set(["prices_not_told"]));
  await teller.close();
});
