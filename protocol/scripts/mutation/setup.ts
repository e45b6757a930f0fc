import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach } from "vitest";
import type { RunSetting } from "./setting.ts";

/** Loaded before each test file, in its process. The instrumented code keeps its switch and its counts here. */
interface Switchboard {
  activeMutant?: string;
  hitCount?: number;
  hitLimit?: number;
  currentTestId?: string;
  mutantCoverage?: unknown;
}

const { mutant, hitLimit, coverageFile, rsaKeys } = JSON.parse(
  process.env["COCOON_MUTATION"] ?? "{}",
) as RunSetting;
const switchboard: Switchboard = {};
Object.assign(globalThis, { __stryker__: switchboard });

if (mutant !== null) {
  switchboard.activeMutant = mutant;
  switchboard.hitCount = 0;
  switchboard.hitLimit = hitLimit;
}

if (coverageFile !== null) {
  beforeEach(({ task }) => {
    switchboard.currentTestId = task.name;
  });
  // What runs between two tests, such as a hook of the next suite, belongs to neither.
  afterEach(() => {
    delete switchboard.currentTestId;
  });
  afterAll(() => {
    const none = { static: {}, perTest: {} };
    writeFileSync(coverageFile, JSON.stringify(switchboard.mutantCoverage ?? none));
  });
}

// Each RSA-4096 key takes seconds to make, and every test of evidence wants two: here they come ready, each once.
const ready = JSON.parse(readFileSync(rsaKeys, "utf8")) as { publicKey: string; privateKey: string }[];
const generate = crypto.subtle.generateKey.bind(crypto.subtle) as (...args: unknown[]) => Promise<unknown>;

async function generateKey(algorithm: RsaHashedKeyGenParams, extractable: boolean, usages: KeyUsage[]) {
  const pair = algorithm.modulusLength === 4096 ? ready.shift() : undefined;
  if (!pair) return generate(algorithm, extractable, usages);
  const imported = (format: "spki" | "pkcs8", key: string, usage: KeyUsage) =>
    crypto.subtle.importKey(format, Buffer.from(key, "base64"), algorithm, extractable, [usage]);
  const [publicKey, privateKey] = await Promise.all([
    imported("spki", pair.publicKey, "verify"),
    imported("pkcs8", pair.privateKey, "sign"),
  ]);
  return { publicKey, privateKey };
}
Object.assign(crypto.subtle, { generateKey });
