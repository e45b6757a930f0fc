import { describe, expect, it } from "vitest";
import type { Problem } from "../../../engine/port.ts";
import { machine, problem } from "../testing/samples.ts";
import { cardOf } from "./cards.ts";

const kind = (why: Problem, text = "") => {
  const { cause, refusal, acts } = cardOf(why, text);
  return [cause.kind, refusal, acts[0]];
};

describe("what stands in the place of an answer", () => {
  it.each([
    [
      "no machine passed",
      problem("no_node_accepted", { refusals: [machine("image")] }),
      "",
      ["refused", true, "others"],
    ],
    ["none is online", problem("no_node_accepted"), "", ["no-machine", false, "again"]],
    ["the queue is full", problem("queue_full"), "", ["no-machine", false, "again"]],
    ["the chosen ones are gone", problem("guards_absent"), "", ["guards", false, "again"]],
    ["the end never came", problem("stream_incomplete"), "half", ["broken", true, "again"]],
    ["the proxy cancelled it", problem("cancelled"), "half", ["broken", true, "again"]],
    ["the proxy cancelled it before", problem("cancelled"), "", ["other", false, "again"]],
    ["the worker was lost", problem("stream_interrupted"), "half", ["broken", true, "again"]],
    ["the connection was lost within it", problem("network_failed"), "half", ["broken", true, "again"]],
    ["what verifies here crashed within it", problem("internal"), "half", ["broken", true, "again"]],
    ["the receipt is forged", problem("receipt_forged"), "text", ["receipt", true, "again"]],
    ["another machine answered", problem("stream_forged"), "", ["forged", true, "again"]],
    ["money lacks", problem("insufficient_balance", { action: "pay" }), "", ["pay", false, "topup"]],
    ["the trial is used up", problem("trial_exhausted", { action: "pay" }), "", ["pay", false, "topup"]],
    ["there is no connection", problem("network_failed"), "", ["offline", false, "again"]],
    ["nobody is signed in", problem("unauthorized", { action: "fix" }), "", ["signed-out", false, "topup"]],
    ["the person stopped it", problem("aborted", { action: "stop" }), "", ["stopped", false, "again"]],
    ["the proxy failed", problem("internal"), "", ["other", false, "again"]],
  ] as const)("when %s", (_, why, text, expected) => {
    expect(kind(why, text)).toEqual(expected);
  });

  it("names the failed check that weighs most, of the first machine that was refused", () => {
    const both = machine("freshness");
    const worse = {
      ...both,
      checks: both.checks.map((line) => (line.id === "image" ? { ...line, state: "failed" as const } : line)),
    };
    const why = problem("no_node_accepted", { refusals: [worse, machine("gpu")] });
    expect(cardOf(why, "").cause).toEqual({ kind: "refused", check: "image" });
  });

  it("offers a part only where one arrived", () => {
    expect(cardOf(problem("receipt_forged"), "").acts).toEqual(["again"]);
    expect(cardOf(problem("receipt_forged"), "part").acts).toEqual(["again", "part"]);
  });
});
