import { describe, expect, it } from "vitest";
import type { Figure } from "./figure.ts";
import { renderTable, significant } from "./table.ts";

const seal: Figure = {
  suite: "crypto",
  name: "seal, K = 3, 4 KiB",
  unit: "ms",
  measured: { value: 12.345, p95: 20.04, samples: 100 },
  baseline: { name: "3 × X-Wing", value: 10, p95: 11, samples: 100 },
  barMs: 11,
};
const jobs: Figure = {
  suite: "dispatch",
  name: "jobs",
  unit: "jobs/s",
  measured: { value: 512.3, p95: null, samples: 1000 },
  baseline: { name: "BullMQ", value: 1024.6, p95: null, samples: 1000 },
  barMs: null,
};

describe("the table", () => {
  const lines = renderTable([seal, jobs]).split("\n");

  it("shows each figure with its unit, its baseline, the ratio and a bar that is exceeded", () => {
    expect(lines[2]).toMatch(
      /^seal, K = 3, 4 KiB +12\.3 ms \(p95 20\.0\) +10\.0 ms \(p95 11\.0\) {2}3 × X-Wing +×1\.23 +11 ms {2}OVER$/,
    );
  });

  it("parts the suites by an empty line and leaves empty what a figure does not have", () => {
    expect(lines[3]).toBe("");
    expect(lines[4]).toMatch(/^jobs +512 jobs\/s +1025 jobs\/s {2}BullMQ +×0\.500$/);
  });
});

describe("significant", () => {
  it.each([
    [0, "0"],
    [0.012345, "0.0123"],
    [1, "1.00"],
    [99.96, "100.0"],
    [1234.5, "1235"],
  ])("writes %d as %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });
});
