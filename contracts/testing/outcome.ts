import type { Address, Transaction } from "@ton/core";
import { expect } from "vitest";
import { exitCodeOf, succeeded, transactionsAt } from "./transactions.ts";

/** The contract refused with this code, changed nothing, and sent the value back. */
export function expectRefused(transactions: readonly Transaction[], at: Address, code: number): void {
  const [transaction] = transactionsAt(transactions, at);
  if (!transaction) throw new Error("no message arrived there");
  expect(exitCodeOf(transaction)).toBe(code);
  expect(succeeded(transaction)).toBe(false);
  expect(
    transaction.outMessages.values().map(({ info }) => info.type === "internal" && info.bounced),
  ).toEqual([true]);
}

/** Every contract on the way did its part. */
export function expectDone(transactions: readonly Transaction[]): void {
  expect(transactions.map(exitCodeOf).filter((code) => code !== 0 && code !== null)).toEqual([]);
  expect(
    transactions.every((transaction) => succeeded(transaction) || exitCodeOf(transaction) === null),
  ).toBe(true);
}
