import { nanoton } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { A, newJob } from "../queue/queue.suite.ts";
import { conclusionOf, type KnownOrphan } from "./orphans.ts";
import { encodeSavedCharge } from "./receipts.ts";

const charge = { costNanoton: nanoton(1024n), operator: "operator", receipt: new Uint8Array([1, 2, 3]) };
const savedCharge = (whole: boolean) => encodeSavedCharge(charge, { whole });

const orphan = (about: Partial<KnownOrphan> & Pick<KnownOrphan, "reason">, post = 1) => {
  const { key, terms } = newJob([A], { post });
  return conclusionOf({ key, terms, refusals: [], savedCharge: null, ...about });
};

describe("a job that no worker will finish", () => {
  it.each([
    ["deadline", "expired", "deadline_exceeded"],
    ["cancelled", "cancelled", "cancelled"],
    ["stranded", "reseal_required", "reseal_required"],
    ["refused", "reseal_required", "reseal_required"],
    ["abandoned", "interrupted", "stream_interrupted"],
  ] as const)("because of %s ends as %s", (reason, state, problem) => {
    expect(orphan({ reason })).toEqual({ state, problem, charge: null });
  });

  it("is charged by the running receipt that was kept", () => {
    expect(orphan({ reason: "abandoned", savedCharge: savedCharge(false) })).toEqual({
      state: "interrupted",
      problem: "stream_interrupted",
      charge,
    });
  });

  it("was finished after all, if the outer receipt was kept: its proxy died before it could settle", () => {
    const conclusion = orphan({ reason: "abandoned", savedCharge: savedCharge(true) });
    expect(conclusion).toEqual({ state: "done", problem: null, charge });
  });

  it.each([
    "open_failed",
    "body_mismatch",
    "quote_mismatch",
    "prompt_too_long",
    "ceiling_too_low",
    "malformed_request",
  ])("fails with %s, whichever refusals came beside it and also when the others went away", (code) => {
    for (const reason of ["refused", "stranded"] as const)
      expect(orphan({ reason, refusals: ["roster_unknown", code, "engine_failed"] })).toMatchObject({
        state: "failed",
        problem: code,
      });
  });

  it("is to be sealed again when a worker met its bytes in an earlier post", () => {
    expect(orphan({ reason: "refused", refusals: ["replayed"] }, 1)).toMatchObject({ problem: "replayed" });
    expect(orphan({ reason: "refused", refusals: ["replayed"] }, 2)).toMatchObject({
      problem: "reseal_required",
    });
  });
});
