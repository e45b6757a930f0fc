import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS_ROOT } from "../build/compile.ts";
import type { Fees } from "../testing/fees.ts";
import { type Measured, measure } from "./operations.ts";

/** Operation to what it took, at both prices. */
export type Snapshot = Record<Fees, Record<string, Measured>>;

export const SNAPSHOT_PATH = join(CONTRACTS_ROOT, "fees/snapshot.json");

export const readSnapshot = (): Snapshot => JSON.parse(readFileSync(SNAPSHOT_PATH, "utf8")) as Snapshot;

export const takeSnapshot = async (): Promise<Snapshot> => ({
  current: await measure("current"),
  older: await measure("older"),
});

/** One line for each figure that is another one. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return (["current", "older"] as const).flatMap((fees) => {
    const names = new Set([...Object.keys(before[fees] ?? {}), ...Object.keys(after[fees])]);
    return [...names].flatMap((name) =>
      difference(`${name} (${fees} fees)`, before[fees]?.[name], after[fees][name]),
    );
  });
}

function difference(name: string, before: Measured | undefined, after: Measured | undefined): string[] {
  if (!before || !after) return [`${name}: ${before ? "is gone" : "is new"}`];
  if (before.nanoton === after.nanoton && before.gas.join() === after.gas.join()) return [];
  const change = after.nanoton - before.nanoton;
  const share = before.nanoton === 0 ? "" : `, ${((100 * change) / before.nanoton).toFixed(1)} %`;
  return [
    `${name}: ${before.nanoton} → ${after.nanoton} nanoton (${change > 0 ? "+" : ""}${change}${share}), ` +
      `gas ${before.gas.join(" + ")} → ${after.gas.join(" + ")}`,
  ];
}
