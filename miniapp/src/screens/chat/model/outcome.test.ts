import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AskView } from "../../../engine/port.ts";
import { answer, machine, problem } from "../testing/samples.ts";
import { BEGUN, follow, type Live } from "./live.ts";
import { outcome, shownAs } from "./outcome.ts";

const after = (...events: readonly AskView[]): Live => events.reduce(follow, BEGUN);
const kept = (live: Live) => outcome({ id: "a", model: "m", nowMs: 9 }, live);
const started: AskView = { type: "started", machine: machine() };
const delta = (text: string): AskView => ({ type: "delta", text });

describe("an answer on its way", () => {
  it("goes from checking over waiting to answering, and back when it is sealed anew", () => {
    const sealed: AskView = { type: "sealed", jobId: "j", machines: 3, ceilingNanoton: 5n };
    expect(after({ type: "checking" }).stage).toBe("checking");
    expect(after({ type: "checked", machine: machine() }).accepted).toHaveLength(1);
    expect(after(sealed, { type: "queued", position: 2 })).toMatchObject({
      stage: "waiting",
      sealed: { jobId: "j", machines: 3, ceilingNanoton: 5n },
      queue: { position: 2 },
    });
    expect(after(sealed, started, delta("a "), delta("b"))).toMatchObject({
      stage: "answering",
      text: "a b",
    });
    expect(after(sealed, { type: "resealing" })).toMatchObject({
      stage: "waiting",
      held: "resealing",
      queue: null,
    });
    expect(after(started, { type: "reconnecting", retryInMs: 1 }, delta("a")).held).toBeNull();
  });

  it("ends once: nothing behind its end changes it", () => {
    const ended = after(started, delta("a"), { type: "failed", problem: problem("stream_incomplete") });
    expect(follow(follow(ended, delta("b")), { type: "done", answer: answer("ab") })).toBe(ended);
    expect(kept(after(started, delta("a")))).toBeNull();
  });
});

describe("what is shown as an answer", () => {
  it("is one whose final frame came and whose receipt agrees", () => {
    const message = kept(after(started, delta("a"), { type: "done", answer: answer("whole") }));
    expect(message && shownAs(message)).toBe("answer");
    expect(message).toMatchObject({ text: "whole", problem: null });
  });

  it.each([
    "request_hash",
    "response_hash",
    "worker",
    "model",
    "quote",
    "max_tokens",
    "cost",
    "over_ceiling",
    "outer_forged",
  ])("is none whose receipt contradicts it: %s", (code) => {
    const message = kept(after(started, { type: "done", answer: answer("text", [code]) }));
    expect(message && shownAs(message)).toBe("card");
    expect(message).toMatchObject({ answer: null, problem: { code: "receipt_forged" }, text: "text" });
  });

  it("is one whose charge only is contradicted by the proxy", () => {
    const message = kept(after({ type: "done", answer: answer("text", ["charge_differs"]) }));
    expect(message && shownAs(message)).toBe("answer");
  });

  it("is never one that failed, whatever came before and however much of it", () => {
    const event = fc.oneof(
      fc.constant(started),
      fc.string().map(delta),
      fc.constant<AskView>({ type: "checked", machine: machine() }),
      fc.constant<AskView>({ type: "resealing" }),
    );
    const code = fc.constantFrom(
      "stream_incomplete",
      "stream_forged",
      "receipt_forged",
      "no_node_accepted",
      "internal",
    );
    fc.assert(
      fc.property(fc.array(event), code, (events, why) => {
        const message = kept(after(...events, { type: "failed", problem: problem(why) }));
        expect(message && shownAs(message)).toBe("card");
        expect(message?.answer).toBeNull();
      }),
    );
  });

  it("is none where the proxy says that it was cancelled: so it could cut any short", () => {
    const said = problem("cancelled", { partialText: "Never take" });
    const message = kept(after(started, delta("Never take it together"), { type: "failed", problem: said }));
    expect(message && shownAs(message)).toBe("card");
  });

  it("is, in ink but without proof, what came before the person stopped it", () => {
    const stopped = (text: string) =>
      kept(
        after(started, delta(text), { type: "failed", problem: problem("aborted", { partialText: text }) }),
      );
    const [some, none] = [stopped("some words"), stopped("")];
    expect(some && shownAs(some)).toBe("stopped");
    expect(none && shownAs(none)).toBe("card");
  });
});
