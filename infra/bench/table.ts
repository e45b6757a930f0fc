import { type Figure, ratioOf, type Unit, type Value, verdictOf } from "./figure.ts";

const HEAD = ["figure", "measured", "baseline in the same run", "ratio", "bar"] as const;

const TIMES = { "no bar": "", within: "", over: "  OVER", failed: "  OVER TWICE" } as const;
const RATES = { "no bar": "  not compared", within: "", over: "  UNDER", failed: "  UNDER HALF" } as const;

/** The figures as lines of text, a block for each suite. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd();
  const lines = [line(HEAD), widths.map((width) => "-".repeat(width)).join("  ")];
  for (const [index, figure] of figures.entries()) {
    if (index > 0 && figures[index - 1]?.suite !== figure.suite) lines.push("");
    lines.push(line(cells(figure)));
  }
  return `${lines.join("\n")}\n`;
}

function cells(figure: Figure): readonly string[] {
  const { name, unit, measured, baseline } = figure;
  const ratio = ratioOf(figure);
  return [
    name,
    valueText(measured, unit),
    baseline ? `${valueText(baseline, unit)}  ${baseline.name}` : "",
    ratio === null ? "" : `×${significant(ratio)}`,
    barText(figure),
  ];
}

function barText(figure: Figure): string {
  const { barMs, barMost = barMs, barRatio, unit } = figure;
  if (barRatio !== undefined) return `×${barRatio} or more${RATES[verdictOf(figure)]}`;
  return barMost === null ? "" : `${barMost} ${unit}${TIMES[verdictOf(figure)]}`;
}

const valueText = ({ value, p95 }: Value, unit: Unit): string =>
  `${significant(value)} ${unit}${p95 === null ? "" : ` (p95 ${significant(p95)})`}`;

/** Three digits say all that two busy cores can tell. */
export function significant(value: number): string {
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
