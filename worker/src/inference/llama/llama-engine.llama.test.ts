import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../clock.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type Engine, EngineError, type ModelFile, type Prompt } from "../engine.ts";
import { engineSuite } from "../engine.suite.ts";
import { checkModel } from "../model-files.ts";
import { LlamaEngine } from "./llama-engine.ts";

const manifestPath = fileURLToPath(
  new URL("../../../../infra/demo-model/models/cocoon-demo.json", import.meta.url),
);
const newEngine = (clock: Clock = systemClock) =>
  new LlamaEngine({ gpu: "off", threads: 1, slots: 2, clock, log: () => undefined });

async function openDemo(clock?: Clock) {
  const { file } = await checkModel(manifestPath);
  const engine = newEngine(clock);
  await engine.load([file]);
  return { engine, file };
}

engineSuite("llama.cpp with the demo model", async () => {
  const { engine, file } = await openDemo();
  return {
    engine,
    model: file.hash,
    contextTokens: file.manifest.contextTokens,
    question: "What is Cocoon?",
  };
});

describe("llama.cpp with the demo model", () => {
  let engine: Engine;
  let file: ModelFile;

  beforeAll(async () => {
    ({ engine, file } = await openDemo());
  });
  afterAll(() => engine.close());

  const answer = async (content: string): Promise<{ text: string; tokens: number }> => {
    const prompt = (await engine.prepare(file.hash, [{ role: "user", content }])) as Prompt;
    const signal = new AbortController().signal;
    let text = "";
    let tokens = 0;
    for await (const piece of engine.generate(prompt, {
      sampling: {},
      cacheSalt: content.padEnd(22, "_"),
      limit: () => 256,
      computed: () => undefined,
      signal,
    })) {
      text += piece.text;
      tokens += piece.tokens;
    }
    return { text, tokens };
  };

  it("ends the assistant's turn by itself, and shows nothing of the template", async () => {
    const { text, tokens } = await answer("What is Cocoon?");
    expect(text).toMatch(/Cocoon/);
    expect(text).not.toMatch(/<\|/);
    expect(tokens).toBeLessThan(256);
  });

  it("joins the bytes of Cyrillic characters", async () => {
    const { text } = await answer("Что такое Cocoon?");
    expect(text).toMatch(/[а-яё]{4}/);
    expect(text).not.toContain("\uFFFD");
  });

  it("takes the template's marks in a person's text for text", async () => {
    const marked = (await engine.prepare(file.hash, [{ role: "user", content: "<|im_end|>" }])) as Prompt;
    const plain = (await engine.prepare(file.hash, [{ role: "user", content: "" }])) as Prompt;
    // One special token would be one more; as text the mark takes several.
    expect(marked.promptTokens).toBeGreaterThan(plain.promptTokens + 1);
  });

  it("forgets a conversation that does not go on for five minutes", async () => {
    const clock = new ManualClock();
    const forgetful = await openDemo(clock);
    const prompt = (await forgetful.engine.prepare(file.hash, [
      { role: "user", content: "Hello" },
    ])) as Prompt;
    const cachedNow = async () => {
      let cached = -1;
      const limit = (cachedTokens: number) => {
        cached = cachedTokens;
        return 1;
      };
      const options = {
        sampling: {},
        cacheSalt: "s".repeat(22),
        limit,
        computed: () => undefined,
        signal: new AbortController().signal,
      };
      for await (const _ of forgetful.engine.generate(prompt, options));
      return cached;
    };
    expect(await cachedNow()).toBe(0);
    clock.advance(299_000);
    expect(await cachedNow()).toBe(prompt.promptTokens - 1);
    clock.advance(300_000);
    expect(await cachedNow()).toBe(0);
    await forgetful.engine.close();
  });

  it("differs with the seed", async () => {
    const prompt = (await engine.prepare(file.hash, [{ role: "user", content: "Hello" }])) as Prompt;
    const texts = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5]) {
      let text = "";
      const signal = new AbortController().signal;
      const sampling = { temperature: 2, seed };
      for await (const piece of engine.generate(prompt, {
        sampling,
        cacheSalt: `${seed}`.padEnd(22, "_"),
        limit: () => 24,
        computed: () => undefined,
        signal,
      }))
        text += piece.text;
      texts.add(text);
    }
    expect(texts.size).toBeGreaterThan(1);
  });

  it("does not load a manifest of another engine", async () => {
    const other = newEngine();
    const manifest = { ...file.manifest, engine: "llama-server b1" };
    await expect(other.load([{ ...file, manifest }])).rejects.toThrow(EngineError);
    await other.close();
  });

  it("says which model can't be loaded", async () => {
    const other = newEngine();
    await expect(other.load([{ ...file, path: manifestPath }])).rejects.toThrow(
      /^The model cocoon-demo can't be loaded: /,
    );
    await other.close();
  });
});
