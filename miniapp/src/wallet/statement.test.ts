import { expect, it } from "vitest";
import { daysOf, type Entry } from "./statement.ts";

const noon = new Date(2026, 10, 3, 12).getTime();
const HOUR_MS = 3_600_000;
const movement = (id: string, kind: Entry["kind"], amountNanoton: string, createdMs: number): Entry => ({
  id,
  kind,
  amountNanoton,
  job: null,
  createdMs,
});
const answer = (id: string, createdMs: number, job: Partial<NonNullable<Entry["job"]>> = {}): Entry => ({
  ...movement(id, "job", "-3", createdMs),
  job: {
    jobId: "ab".repeat(32),
    source: "own",
    model: "qwen",
    state: "done",
    problem: null,
    outerReceipt: null,
    ...job,
  },
});

const shapeOf = (entries: Entry[]) =>
  daysOf(entries).map(({ lines }) =>
    lines.map((line) =>
      line.kind === "entry"
        ? line.entry.id
        : [line.model, line.source, line.amountNanoton, line.entries.map(({ id }) => id).join()],
    ),
  );

it("gathers a day's whole answers of a model, where the newest of them stands", () => {
  expect(
    shapeOf([
      answer("5", noon + 2),
      movement("4", "deposit", "100", noon + 1),
      answer("3", noon),
      answer("2", noon - 1, { model: "llama" }),
      answer("1", noon - 24 * HOUR_MS),
    ]),
  ).toEqual([[["qwen", "own", -6n, "5,3"], "4", ["llama", "own", -3n, "2"]], [["qwen", "own", -3n, "1"]]]);
});

it("keeps apart what is no whole answer, and what a trial paid", () => {
  const broken = { state: "interrupted", problem: "stream_interrupted" } as const;
  expect(
    shapeOf([answer("3", noon), answer("2", noon, broken), answer("1", noon, { source: "granted" })]),
  ).toEqual([[["qwen", "own", -3n, "3"], "2", ["qwen", "granted", -3n, "1"]]]);
});

it("leaves out what moved no money", () => {
  const running = { ...answer("2", noon, { state: "streaming" }), amountNanoton: "0" };
  expect(shapeOf([running, { ...answer("1", noon), amountNanoton: "0" }])).toEqual([]);
});

it("begins a day at midnight of this place", () => {
  const midnight = new Date(2026, 10, 3).getTime();
  const at = (ms: number) => movement(String(ms - midnight), "deposit", "1", ms);
  expect(shapeOf([at(midnight + 1), at(midnight), at(midnight - 1)])).toEqual([["1", "0"], ["-1"]]);
});
