import { formatTon } from "@cocoon/protocol/money";
import type { Place } from "./places.ts";

/** The places that hold something, one a line, the sums aligned; and what no place accounts for. */
export function accountTable(
  minted: bigint,
  places: readonly Place[],
): { readonly lines: readonly string[]; readonly unaccounted: bigint } {
  const found = places.reduce((sum, { nanoton }) => sum + nanoton, 0n);
  const shown = places.filter(({ nanoton }) => nanoton !== 0n);
  const rows = [...shown, { name: "together", nanoton: found }, { name: "minted", nanoton: minted }];
  const names = Math.max(...rows.map(({ name }) => name.length));
  const amounts = rows.map(({ nanoton }) => signed(nanoton));
  const width = Math.max(...amounts.map(({ length }) => length));
  const lines = rows.map(({ name }, index) => `${name.padEnd(names)}  ${amounts[index]?.padStart(width)}`);
  const unaccounted = minted - found;
  return { lines: [...lines, `unaccounted: ${unaccounted} nanoton`], unaccounted };
}

/** With all nine decimals, so that they stand under each other. */
function signed(amount: bigint): string {
  const [whole, fraction = ""] = formatTon(amount < 0n ? -amount : amount)
    .replace(/ .*$/, "")
    .split(".");
  return `${amount < 0n ? "-" : ""}${whole}.${fraction.padEnd(9, "0")}`;
}
