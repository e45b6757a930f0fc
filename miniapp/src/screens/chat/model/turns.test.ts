import { describe, expect, it } from "vitest";
import { answered, asked, failed, problem } from "../testing/samples.ts";
import { answerTokens, turnsFor } from "./turns.ts";

const texts = (turns: ReturnType<typeof turnsFor>) => turns.map(({ content }) => content);

describe("what the model is given", () => {
  it("is the conversation in its order, and the question last", () => {
    expect(turnsFor([asked("one"), answered("two")], "three", 8192)).toEqual([
      { role: "user", content: "one" },
      { role: "assistant", content: "two" },
      { role: "user", content: "three" },
    ]);
  });

  it("has nothing that was refused or broke off, neither question nor part", () => {
    const refused = [asked("secret"), failed(problem("no_node_accepted"))];
    const broken = [asked("more"), failed(problem("stream_incomplete"), "half")];
    const forged = [asked("again"), failed(problem("receipt_forged"), "lie")];
    const cut = [asked("once more"), failed(problem("cancelled"), "half")];
    expect(texts(turnsFor([...refused, ...broken, ...forged, ...cut], "new", 8192))).toEqual(["new"]);
  });

  it("has what the person stopped as it stands", () => {
    expect(texts(turnsFor([asked("one"), failed(problem("aborted"), "half")], "two", 8192))).toEqual([
      "one",
      "half",
      "two",
    ]);
  });

  it("leaves out the oldest where all would be too much", () => {
    const long = "x".repeat(2000);
    const messages = [asked(`1${long}`), answered(long), asked(`2${long}`), answered(long)];
    const turns = turnsFor(messages, "new", 2048);
    expect(turns.map(({ content }) => content[0])).toEqual(["2", "x", "n"]);
  });

  it("leaves a quarter of what the model holds for the answer, 2048 tokens at most", () => {
    expect([answerTokens(2048), answerTokens(131_072), answerTokens(0)]).toEqual([512, 2048, 64]);
  });
});
