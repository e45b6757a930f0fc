import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { judgeManifest } from "../src/vectors/public/judge.ts";
import type { Judgement, Mismatch } from "../src/vectors/public/judgement.ts";

const HELP = `Usage: npm run -s vectors -w protocol -- [--strict-reasons] MANIFEST.json

Judges every vector of a manifest by this package's verifiers: SEV-SNP evidence, NVIDIA GPU evidence, launch
digests or ID blocks; the manifest's "format" says which. Files it names are read from its own folder.

  --strict-reasons  a rejection for a reason that the vector does not name fails too
  -h, --help        this text

Prints each mismatch, then the reasons that differ, then "N passed, N failed". Exit code 0 if none failed, 1 if one
did, 2 if the manifest could not be read.
`;

/** Anything that keeps the vectors from being judged at all. */
class UsageError extends Error {}

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`can't read ${path}: ${(error as Error).message}`);
  }
}

const shown = (value: unknown): string => JSON.stringify(value) ?? "nothing";
const line = ({ what, expected, got }: Mismatch): string =>
  `${what}: expected ${shown(expected)}, got ${shown(got)}`;

function report(judgements: readonly Judgement[], strictReasons: boolean): number {
  let failed = 0;
  let otherReasons = 0;
  for (const { id, mismatches, otherReason } of judgements) {
    if (otherReason) otherReasons += 1;
    if (mismatches.length > 0 || (strictReasons && otherReason)) failed += 1;
    for (const mismatch of mismatches) console.log(`FAIL ${id}: ${line(mismatch)}`);
    if (otherReason) console.log(`${strictReasons ? "FAIL" : "note"} ${id}: ${line(otherReason)}`);
  }
  console.log(`${otherReasons} rejected for a reason that the vector does not name`);
  console.log(`${judgements.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "strict-reasons": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError("name one manifest; --help says how");
  // npm runs this in the package's folder; a path is meant from where the command was typed.
  const path = resolve(process.env["INIT_CWD"] ?? "", name);
  const read = (file: string): Uint8Array => new Uint8Array(readFileSync(resolve(dirname(path), file)));
  return report(await judgeManifest(readManifest(path), read), values["strict-reasons"] === true);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const sentence = v.isValiError(error)
      ? `not a manifest that this runner reads: ${error.issues.map((issue) => `${v.getDotPath(issue) ?? "it"}: ${issue.message}`).join("; ")}`
      : (error as Error).message;
    console.error(`vectors: ${sentence}`);
    process.exitCode = 2;
  },
);
