import { formatTon } from "@cocoon/protocol/money";
import type { Measured } from "./operations.ts";
import type { Snapshot } from "./snapshot.ts";

/** Of Cocoon's contracts, at the older fees, in nanoton: an operation of ours does the same as one of theirs. */
export const COCOON: Readonly<Record<string, { readonly nanoton: number; readonly aim: number }>> = {
  charge: { nanoton: 11_000_000, aim: 0.7 },
  "top-up": { nanoton: 12_000_000, aim: 0.6 },
  claim: { nanoton: 14_000_000, aim: 0.55 },
};

const ton = (nanoton: number): string => formatTon(BigInt(nanoton)).replace(/ TON$/, "");

/** One row for each operation. */
export function feeTable(snapshot: Snapshot): string {
  const head = ["operation", "gas", "now, TON", "older fees, TON", "Cocoon, older", "ratio (aim)"];
  const rows = Object.entries(snapshot.current).map(([name, now]) => row(name, now, snapshot.older[name]));
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function row(name: string, now: Measured, older: Measured | undefined): string[] {
  const theirs = COCOON[name];
  const ratio = theirs && older ? `${(older.nanoton / theirs.nanoton).toFixed(2)} (${theirs.aim})` : "";
  return [
    name,
    now.gas.join(" + "),
    ton(now.nanoton),
    older ? ton(older.nanoton) : "",
    theirs ? ton(theirs.nanoton) : "",
    ratio,
  ];
}

/** At which the proxy submits a charge, and pays a worker, unless told otherwise. */
export const CHARGE_THRESHOLD = 200_000_000;
export const PAYOUT_THRESHOLD = 1_000_000_000;
const TOP_UP = 1_000_000_000;

export interface Share {
  readonly says: string;
  readonly perMille: number;
}

/** What the chain takes of the money on its way from a top-up of 1 TON to a worker, at the default thresholds. */
export function shares(snapshot: Snapshot): Share[] {
  const cost = (name: string): number => snapshot.current[name]?.nanoton ?? Number.NaN;
  const each = [
    { says: `top-up of ${ton(TOP_UP)} TON`, perMille: (1000 * cost("top-up")) / TOP_UP },
    { says: `charge of ${ton(CHARGE_THRESHOLD)} TON`, perMille: (1000 * cost("charge")) / CHARGE_THRESHOLD },
    { says: `claim of ${ton(PAYOUT_THRESHOLD)} TON`, perMille: (1000 * cost("claim")) / PAYOUT_THRESHOLD },
  ];
  return [...each, { says: "all of it", perMille: each.reduce((sum, { perMille }) => sum + perMille, 0) }];
}
