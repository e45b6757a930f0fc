import { expect, it } from "vitest";
import { entryLine } from "./statement.ts";

const createdMs = Date.UTC(2026, 10, 30, 12, 34, 56);
const jobId = "ab".repeat(32);

it("shows what came in and what a question cost, exactly", () => {
  const job = {
    jobId,
    source: "own" as const,
    model: "demo",
    state: "done" as const,
    problem: null,
    outerReceipt: null,
  };
  expect([
    entryLine({ id: "1", kind: "deposit", amountNanoton: "1500000000", job: null, createdMs }),
    entryLine({ id: "2", kind: "job", amountNanoton: "-1234", job, createdMs }),
    entryLine({
      id: "3",
      kind: "job",
      amountNanoton: "0",
      job: { ...job, source: "granted", model: null, state: null },
      createdMs,
    }),
    entryLine({ id: "4", kind: "grant_return", amountNanoton: "-1", job: null, createdMs }),
  ]).toEqual([
    "2026-11-30 12:34:56  deposit                  +1.5 TON",
    "2026-11-30 12:34:56  job              -0.000001234 TON  abababababab · demo · done",
    "2026-11-30 12:34:56  job                         0 TON  abababababab · posted again · replaced · on trial",
    "2026-11-30 12:34:56  grant return     -0.000000001 TON",
  ]);
});
