import type { AccountStatus } from "@cocoon/protocol/api";
import { expect, it } from "vitest";
import { balanceLines } from "./balance.ts";

const ACCOUNT: AccountStatus = {
  accountId: "test",
  availableNanoton: "5000000",
  heldNanoton: "0",
  grantedNanoton: "0",
  grantedHeldNanoton: "0",
  uncollectedNanoton: "2000000",
  wallet: null,
  telegram: false,
  escrow: null,
  credential: { kind: "access_token", scopes: ["jobs", "read"], budgetNanoton: null },
};

it("shows an account without money of its own in one line", () => {
  expect(balanceLines(ACCOUNT)).toEqual(["available 0.005 TON"]);
});

it("shows what is held, a trial and a key's budget", () => {
  const credential = { ...ACCOUNT.credential, kind: "api_key" as const, budgetNanoton: "1000000000" };
  const account = { ...ACCOUNT, heldNanoton: "7", grantedNanoton: "100000000", credential };
  expect(balanceLines(account)).toEqual([
    "available 0.005 TON · held 0.000000007 TON",
    "trial     0.1 TON, which can't be withdrawn",
    "budget    1 TON left for this key",
  ]);
});

it("shows what an escrow lets be taken, and when that changes", () => {
  const atMs = Date.UTC(2026, 10, 30, 12);
  const key = "ab".repeat(32);
  const escrow = {
    address: `0:${"e5".repeat(32)}`,
    balanceNanoton: "1000000000",
    depositedNanoton: "2000000000",
    chargedNanoton: "1000000000",
    dailyLimitNanoton: "500000000",
    chargedTodayNanoton: "100000000",
    payerKey: key,
    pending: { dailyLimitNanoton: "250000000", payerKey: key, atMs },
    closingAtMs: atMs,
    frozenUntilMs: atMs,
    epoch: 1,
  };
  expect(balanceLines({ ...ACCOUNT, escrow }).slice(1)).toEqual([
    `escrow    0:${"e5".repeat(32)} · 1 TON, of which 0.002 TON is spent and not yet charged`,
    "limit     0.5 TON a day · 0.1 TON charged today",
    "from 2026-11-30 12:00 UTC: 0.25 TON a day, with the signature of abababababab",
    "payer key abababababab: nothing is charged without its signature",
    "closing   by its owner; paid out from 2026-11-30 12:00 UTC",
    "frozen    until 2026-11-30 12:00 UTC, while a withdrawal is on its way",
  ]);
});
