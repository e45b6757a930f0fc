import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { layoutOf } from "../network/layout.ts";
import { reset } from "./reset.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-reset-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a start, its services and the command line leave in a folder. */
function fill(): void {
  for (const name of ["postgres", "redis", "devchain", "run", "logs", "models", "client", "reference-values"])
    mkdirSync(join(folder, name, "deep"), { recursive: true });
  for (const name of [
    "simulated-pki",
    "simulated-roots",
    "simulated-reference-keys",
    "simulated-chain-keys",
    "simulated-contracts",
    "simulated-bot",
    "simulated-people",
    "simulated-connections",
    "simulated-wallet",
    "stack",
    "lock",
    "client",
  ])
    writeFileSync(join(folder, `${name}.json`), "{}");
  writeFileSync(join(folder, "client.json.0123456789ab"), "");
}

it("deletes the whole folder of a network", async () => {
  fill();
  await reset(layoutOf(folder));
  expect(existsSync(folder)).toBe(false);
});

it("is content with a folder that is not there", async () => {
  rmSync(folder, { recursive: true });
  await reset(layoutOf(folder));
  expect(existsSync(folder)).toBe(false);
});

it("deletes nothing where anything else lies", async () => {
  fill();
  writeFileSync(join(folder, "thesis.txt"), "years of work");
  const before = readdirSync(folder);
  await expect(reset(layoutOf(folder))).rejects.toThrow("thesis.txt, which is not of the local network");
  expect(readdirSync(folder)).toEqual(before);
});
