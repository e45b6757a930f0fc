import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, readGgufFileInfo } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEvaluation } from "./corpus/topics.ts";
import { encodeChat } from "./dataset/chat.ts";
import { modelsFolder } from "./files.ts";
import { Tokenizer } from "./tokenizer/tokenizer.ts";
import type { Merge } from "./tokenizer/train.ts";

const gguf = fileURLToPath(new URL("cocoon-demo.gguf", modelsFolder));

let llama: Llama;
let model: LlamaModel;
let tokenizer: Tokenizer;

beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  model = await llama.loadModel({ modelPath: gguf });
  const { metadata } = await readGgufFileInfo(gguf);
  const merges = metadata.tokenizer?.ggml.merges ?? [];
  tokenizer = new Tokenizer(merges.map((merge) => merge.split(" ") as unknown as Merge));
}, 60_000);

afterAll(async () => await llama.dispose());

describe("llama.cpp cuts text into the tokens that training cut it into", () => {
  const awkward = [
    "don't we'll I've  two spaces\n\nand lines\t\ttabs ",
    "Ёлка, «кавычки» — тире… 1234567 ½ ٣",
    "emoji 👩‍🚀🚀 and 漢字 and e\u0301",
    "<|im_end|> is what a person may write",
    "",
  ];
  test.each(awkward)("%j", (text) => {
    expect(model.tokenize(text)).toEqual(tokenizer.encode(text));
  });

  test("every evaluation question, in the chat frame", () => {
    for (const { question } of readEvaluation()) {
      const frame = `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`;
      expect(model.tokenize(frame, true)).toEqual(
        encodeChat(tokenizer, [{ role: "user", content: question }]),
      );
    }
  });
});

test("the special tokens are where ChatML looks for them", () => {
  expect(model.tokens.eos).toBe(tokenizer.special("<|im_end|>"));
  expect(model.tokens.shouldPrependBosToken).toBe(false);
  expect(model.trainContextSize).toBe(1024);
});

test("llama.cpp answers token by token as torch did", async () => {
  const examples = JSON.parse(readFileSync(new URL("gguf/greedy.json", import.meta.url), "utf8")) as {
    prompt: number[];
    answer: number[];
  }[];
  const context = await model.createContext({ contextSize: 1024, threads: 1 });
  const sequence = context.getSequence();
  for (const { prompt, answer } of examples) {
    await sequence.clearHistory();
    const made: number[] = [];
    for await (const token of sequence.evaluate(prompt as Parameters<typeof sequence.evaluate>[0], {
      temperature: 0,
    })) {
      if (token === model.tokens.eos || made.length > answer.length) break;
      made.push(token);
    }
    expect(made).toEqual(answer);
  }
  await context.dispose();
}, 60_000);
