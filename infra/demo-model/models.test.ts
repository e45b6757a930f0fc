import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { parseModelManifest } from "@cocoon/protocol/api";
import { parseQuote } from "@cocoon/protocol/money";
import { describe, expect, test } from "vitest";
import { CHAT_TEMPLATE } from "./dataset/chat.ts";
import { modelsFolder } from "./files.ts";
import { readVariants } from "./variants.ts";

const read = (name: string) => readFileSync(new URL(name, modelsFolder));
const variants = readVariants();
const prices = JSON.parse(readFileSync(new URL("prices.json", import.meta.url), "utf8")) as Record<
  string,
  string
>;

describe.each(Object.entries(variants))("%s", (id, variant) => {
  const manifest = parseModelManifest(read(`${id}.json`));

  test("the manifest is of the file beside it", () => {
    const gguf = read(manifest.gguf.file);
    expect(manifest.gguf.sizeBytes).toBe(gguf.length);
    expect(manifest.gguf.sha256).toBe(createHash("sha256").update(gguf).digest("hex"));
  });

  test("the manifest says what the variant says", () => {
    expect(manifest).toMatchObject({
      id,
      name: variant.name,
      description: variant.description,
      quantisation: variant.quantisation,
      contextTokens: variant.shape.context,
      chatTemplate: CHAT_TEMPLATE,
    });
  });

  test("the price is a quote that charges for prompts and for answers", () => {
    const quote = parseQuote(prices[id] as string);
    expect(quote.promptNanoton).toBeGreaterThan(quote.cachedNanoton);
    expect(quote.outputNanoton).toBeGreaterThan(quote.promptNanoton);
  });
});

test("there is a choice: two models, two prices, and together they are small enough to be committed", () => {
  expect(new Set(Object.values(prices)).size).toBe(Object.keys(variants).length);
  const files = readdirSync(modelsFolder).filter((name) => name.endsWith(".gguf"));
  expect(files.toSorted()).toEqual(
    Object.keys(variants)
      .map((id) => `${id}.gguf`)
      .toSorted(),
  );
  expect(files.reduce((sum, name) => sum + read(name).length, 0)).toBeLessThan(6_000_000);
});
