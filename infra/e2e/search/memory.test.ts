import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { searchMemory } from "./memory.ts";

/** Holds what it is told on standard input in a string of its own, and says when it does. */
const HOLDER = `
let held = "";
process.stdin.on("data", (part) => { held = part.toString().split("").reverse().join(""); console.log(held.length); });
setInterval(() => globalThis.kept = held, 10);`;

const reversed = (text: string): string => text.split("").reverse().join("");

let holder: ReturnType<typeof spawn>;
beforeEach(() => {
  holder = spawn(process.execPath, ["-e", HOLDER], { stdio: ["pipe", "pipe", "inherit"] });
});
afterEach(() => void holder.kill("SIGKILL"));

async function hold(text: string): Promise<void> {
  holder.stdin?.write(text);
  await once(holder.stdout as NodeJS.ReadableStream, "data");
}

describe.runIf(existsSync("/proc/self/mem"))("a search of a process' memory", () => {
  it("finds what the process made itself, and nothing that it never had", async () => {
    await hold("9b1c77e0-dlah");
    const found = await searchMemory(holder.pid as number, [reversed("9b1c77e0-dlah"), "never-told-41d8"]);
    expect([...found]).toEqual([reversed("9b1c77e0-dlah")]);
  });

  it("finds text that V8 keeps in two bytes a character", async () => {
    await hold("тсет-9b1c77e0");
    expect(await searchMemory(holder.pid as number, [reversed("тсет-9b1c77e0")])).toHaveProperty("size", 1);
  });
});
