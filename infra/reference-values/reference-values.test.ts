import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  readReferenceManifest,
  type ReferenceDraft,
  verifyReferenceValues,
  WITNESS_MAX_AGE_MS,
} from "@cocoon/protocol/reference-values";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCommand } from "./arguments.ts";
import { makeKeyFile } from "./key-file.ts";
import { show } from "./show.ts";
import { sign } from "./sign.ts";
import { RefusedError, UsageError } from "./usage-error.ts";
import { witness } from "./witness.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const DIGEST = "ab".repeat(48);

const DRAFT: ReferenceDraft = {
  issuer: "test",
  class: "production",
  version: 3,
  images: [
    { imageVersion: "1.0", amlSandbox: false, measurements: [{ vcpus: 8, cpu: "EPYC-v4", digest: DIGEST }] },
  ],
  gpus: [],
  models: [{ id: "demo", manifest: "cd".repeat(32) }],
};

let folder = "";
let manifestKey = "";
let witnessKey = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-release-"));
  manifestKey = makeKeyFile(join(folder, "release.pem"));
  witnessKey = makeKeyFile(join(folder, "witness.pem"));
  draft();
});
afterEach(() => rmSync(folder, { recursive: true }));

const draft = (changes: object = {}) =>
  writeFileSync(join(folder, "draft.json"), JSON.stringify({ ...DRAFT, ...changes }, null, 2));

/** Runs a command of this folder at a time of the test's choice; what it says. */
function run(args: readonly string[], nowMs = NOW_MS): string {
  const command = readCommand(args, folder);
  if (command.command === "sign") return sign(command, nowMs);
  if (command.command === "witness") return witness(command, nowMs);
  if (command.command === "show") return show(command);
  return command.command;
}

const SIGN = ["sign", "--draft", "draft.json", "--key", "release.pem", "--folder", "out"];
const witnessArgs = () => [
  "witness",
  "--folder",
  "out",
  "--key",
  "witness.pem",
  "--manifest-key",
  manifestKey,
];
const firstWitness = () => [...witnessArgs(), "--first"];
const file = (name: string) => new Uint8Array(readFileSync(join(folder, "out", `${name}.signed`)));

const verdict = (nowMs = NOW_MS) =>
  verifyReferenceValues({
    manifest: file("manifest"),
    witness: file("witness"),
    keys: { manifestKey, witnessKey },
    witnessMaxAgeMs: WITNESS_MAX_AGE_MS,
    allowSimulated: false,
    seen: null,
    nowMs,
  });

describe("a release", () => {
  it("is signed and witnessed into a folder that clients accept", () => {
    expect(run(SIGN)).toMatch(/^Signed version 3 of 1 images into .*manifest\.signed, good until 2026-08-30/);
    expect(run(firstWitness())).toMatch(/^Witnessed version 3 of 1 images .* good until 2026-06-08/);
    expect(verdict()).toMatchObject({ ok: true, values: { version: 3, expiresMs: NOW_MS + 90 * DAY_MS } });
    run(witnessArgs(), NOW_MS + 7 * DAY_MS + 1);
    expect(verdict(NOW_MS + 7 * DAY_MS + 1).ok).toBe(true);
  });

  it("has a version above the one before, in the folder or elsewhere", () => {
    run(SIGN);
    expect(() => run(SIGN)).toThrow("Version 3 is not above 3");
    draft({ version: 4 });
    run([...SIGN, "--days", "1"]);
    expect(readReferenceManifest(file("manifest"))).toMatchObject({ version: 4, expiresMs: NOW_MS + DAY_MS });
    draft({ version: 2 });
    const elsewhere = [...SIGN.slice(0, -1), "new", "--previous", "out/manifest.signed"];
    expect(() => run(elsewhere)).toThrow(RefusedError);
    makeKeyFile(join(folder, "other.pem"));
    const other = SIGN.with(4, "other.pem");
    expect(() => run(other)).toThrow("signed by another key");
  });

  it.each([
    [{ class: "test" }, 'field "class"'],
    [{ expiresMs: 1 }, "not known"],
    [{ images: [{ ...DRAFT.images[0], measurements: [] }] }, "images.0.measurements"],
    [{ images: [DRAFT.images[0], DRAFT.images[0]] }, "reference values"],
  ])("is not signed with %j", (changes, sentence) => {
    draft(changes);
    expect(() => run(SIGN)).toThrow(UsageError);
    expect(() => run(SIGN)).toThrow(sentence);
  });
});

describe("a witness", () => {
  it("vouches for no manifest of another key, none that has expired, and none of its own", () => {
    run(SIGN);
    expect(() => run(witnessArgs().with(6, witnessKey))).toThrow("two people");
    expect(() => run(witnessArgs().with(6, "11".repeat(32)))).toThrow("is not signed by the key");
    expect(() => run(witnessArgs(), NOW_MS + 90 * DAY_MS)).toThrow("has expired");
  });

  it("vouches for nothing older than before, nor for another of the same version", () => {
    run(SIGN);
    run(firstWitness());
    rmSync(join(folder, "out", "manifest.signed"));
    draft({ version: 2 });
    run(SIGN);
    expect(() => run(witnessArgs())).toThrow("Version 2 is older than 3");
    rmSync(join(folder, "out", "manifest.signed"));
    draft({ issuer: "others" });
    run(SIGN);
    expect(() => run(witnessArgs())).toThrow("two manifests of version 3");
  });

  it("remembers by itself what it has vouched for, whatever folder it is given", () => {
    run(SIGN);
    expect(() => run(witnessArgs())).toThrow("--first");
    run(firstWitness());
    draft({ version: 4 });
    run([...SIGN, "--folder", "newer"]);
    run([...witnessArgs(), "--folder", "newer"]);
    expect(() => run(witnessArgs())).toThrow("Version 3 is older than 4");
    rmSync(join(folder, "out", "witness.signed"));
    expect(() => run(firstWitness())).toThrow("Version 3 is older than 4");
  });
});

describe("a key", () => {
  it("is readable by its owner only, and never overwritten", () => {
    expect(statSync(join(folder, "release.pem")).mode & 0o777).toBe(0o600);
    expect(() => makeKeyFile(join(folder, "release.pem"))).toThrow("is there already");
  });

  it("is refused where others can read it, or when it is something else", () => {
    chmodSync(join(folder, "release.pem"), 0o644);
    expect(() => run(SIGN)).toThrow("chmod 600");
    expect(() => run(SIGN.with(4, "none.pem"))).toThrow("There is no file");
    writeFileSync(join(folder, "text.pem"), "text", { mode: 0o600 });
    expect(() => run(SIGN.with(4, "text.pem"))).toThrow("not an Ed25519 key");
  });
});

describe("showing", () => {
  it("says what a file states, and whether a key signed it", () => {
    run(SIGN);
    run(firstWitness());
    const shown = run(["show", "out/manifest.signed", "--manifest-key", manifestKey]);
    expect(shown).toContain('manifest   version 3 · production · by "test"');
    expect(shown).toContain("signature  good");
    expect(shown).toContain("image      1.0 · ACPI NOT SANDBOXED");
    expect(shown).toContain(`${DIGEST}  8 × EPYC-v4`);
    expect(run(["show", "out/witness.signed"])).toMatch(
      /^witness {4}version 3 was .*signature {2}not checked\n$/s,
    );
    expect(JSON.parse(run(["show", "out/manifest.signed", "--json"]))).toMatchObject({
      ...DRAFT,
      signature: "not checked",
    });
    expect(JSON.parse(run(["show", "out/witness.signed", "--json"]))).toMatchObject({
      kind: "witness",
      version: 3,
    });
    expect(() => run(["show", "out/witness.signed", "--witness-key", manifestKey])).toThrow(RefusedError);
    expect(() => run(["show", "draft.json"])).toThrow("neither a signed manifest nor");
  });
});

describe("the command line", () => {
  it.each([
    [["steal"], 'no command "steal"'],
    [["keygen"], "--out is missing"],
    [["keygen", "--out", "x", "y"], "takes options only"],
    [["sign", "--draft", "draft.json", "--key", "release.pem"], "--folder is missing"],
    [[...SIGN, "--days", "367"], "from 1 to 366"],
    [[...SIGN, "--dayz", "3"], "Unknown option"],
    [["witness", "--folder", "out", "--key", "witness.pem"], "--manifest-key is missing"],
    [["show"], "takes one file"],
    [["show", "x", "--manifest-key", "AB"], "32 bytes of lower-case hex"],
  ])("refuses %j", (args, sentence) => {
    expect(() => readCommand(args, folder)).toThrow(UsageError);
    expect(() => readCommand(args, folder)).toThrow(sentence);
  });

  it.each([[["--help"]], [[]], [["sign", "-h"]]])("is explained by %j", (args) => {
    expect(readCommand(args, folder)).toEqual({ command: "help" });
  });

  it("prints a key's public part alone, and tells refusal from misuse by the exit code", () => {
    const command = (...args: readonly string[]) => {
      const script = fileURLToPath(new URL("./main.ts", import.meta.url));
      const flags = ["--conditions=@cocoon/source", "--import", "tsx", script];
      const env = { PATH: process.env["PATH"], INIT_CWD: folder };
      const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...args], {
        env,
        encoding: "utf8",
      });
      return { status, stdout, stderr };
    };
    expect(command("keygen", "--out", "new.pem")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/),
      stderr: "",
    });
    run(SIGN);
    expect(command(...SIGN)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^reference-values: Version 3/),
    });
    expect(command("show").status).toBe(2);
  });
});
