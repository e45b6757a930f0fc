import type { EscrowStatus } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { expect, it } from "vitest";
import { GuardsWatch } from "./guards-watch.ts";

const KEY = "ab".repeat(32);
let nowMs = 0;
const notHere = () => Promise.reject(new Error("not asked here"));
const watch = () => new GuardsWatch({ guards: notHere, account: notHere, deposit: notHere }, () => nowMs);
const shows = (guards: Partial<EscrowStatus>) => ({
  escrow: { dailyLimitNanoton: "500", payerKey: null, pending: null, ...guards } as EscrowStatus,
});

it.each([
  ["a limit that counts", { dailyLimitNanoton: nanoton(700n) }, { dailyLimitNanoton: "700" }],
  [
    "a limit that will count",
    { dailyLimitNanoton: nanoton(100n) },
    { pending: { dailyLimitNanoton: "100", payerKey: null, atMs: 9 } },
  ],
  ["a key", { payerKey: KEY }, { payerKey: KEY }],
  ["no key any more", { payerKey: "" }, { payerKey: null }],
])("waits until the account shows %s", (_what, wish, shown) => {
  const guards = watch();
  guards.sent(wish);
  guards.seen(shows({ payerKey: "payerKey" in wish && wish.payerKey === "" ? KEY : null }));
  expect(guards.awaited.value?.wish).toBe(wish);
  guards.seen(shows(shown));
  expect(guards.awaited.value).toBeNull();
});

it("waits no longer than the wallet's signature can matter", () => {
  const guards = watch();
  guards.sent({ payerKey: KEY });
  nowMs += 8 * 60_000;
  guards.seen(shows({}));
  expect(guards.awaited.value).toBeNull();
});
