import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { vectorFiles } from "./all.ts";
import { judgeOwnVectors, OWN_FILES, type OwnFile } from "./own/judge.ts";

const read = (name: string) => readFile(new URL(`../../vectors/${name}`, import.meta.url), "utf8");

it("derives the files in protocol/vectors again, byte for byte", async () => {
  for (const [name, text] of await vectorFiles()) expect(await read(name)).toBe(text);
});

describe.each(OWN_FILES)("vectors of %s", async (file) => {
  it.each(await judgeOwnVectors(file, JSON.parse(await read(file))))("agree: $id", ({ mismatches }) => {
    expect(mismatches).toEqual([]);
  });
});

/** Each file with one vector that now expects what the code does not give. */
const WRONG: readonly (readonly [OwnFile, search: string | RegExp, replacement: string])[] = [
  ["envelope.json", /"code": "[a-z_]+"/, '"code": "other"'],
  ["envelope.json", /"exchangeSecret": "../, '"exchangeSecret": "zz'],
  ["response.json", /"code": "[a-z_]+"/, '"code": "other"'],
  ["response.json", /"responseHash": "../, '"responseHash": "zz'],
  ["receipt.json", '\\"costNanoton\\":\\"', '\\"costNanoton\\":\\"9'],
  ["receipt.json", /"roundedNanoton": "/, '"roundedNanoton": "9'],
  ["receipt.json", /"ceilingNanoton": "/, '"ceilingNanoton": "9'],
  ["key-material.json", /"keyId": "../, '"keyId": "zz'],
  ["key-material.json", /"reportData": "../, '"reportData": "zz'],
  ["key-material.json", /"siblingIs": "left"/, '"siblingIs": "right"'],
  ["problems.json", /"status": 4/, '"status": 5'],
  ["evidence.json", /"codes": \[\s*"[a-z_]+"/, '"codes": ["other"'],
  ["evidence.json", /"measurement": "../, '"measurement": "zz'],
  ["gpu-evidence.json", /"codes": \[\s*"[a-z_]+"/, '"codes": ["other"'],
  ["gpu-evidence.json", /"driver": "/, '"driver": "other '],
];

it.each(WRONG)("judges a vector of %s that expects otherwise: %s", async (file, search, replacement) => {
  const text = await read(file);
  const changed = text.replace(search, replacement);
  expect(changed).not.toBe(text);
  const judgements = await judgeOwnVectors(file, JSON.parse(changed));
  expect(judgements.some(({ mismatches }) => mismatches.length > 0)).toBe(true);
});
