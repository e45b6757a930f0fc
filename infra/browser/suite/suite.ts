import { fromBase64Url } from "@cocoon/protocol/bytes";
import {
  type Judgement,
  judgeCrypto,
  judgeManifest,
  judgeOwnVectors,
  OWN_FILES,
  PUBLIC_CRYPTO,
  PUBLIC_MANIFESTS,
} from "@cocoon/protocol/vectors";
import { judgeOddSignatures } from "./odd-signatures.ts";
import { judgeRoundTrip } from "./round-trip.ts";

/** All that the suite reads, as JSON carries it: the same in Node and in a page. */
export interface SuiteInput {
  /** Public vectors: bytes in base64url by path below their folder; empty where the folder is absent. */
  readonly publicFiles: Readonly<Record<string, string>>;
  /** This project's own vectors: text by name. */
  readonly ownFiles: Readonly<Record<string, string>>;
  /** SIMULATED: what stands for AMD's root in the round trip. */
  readonly pki: string;
}

/** What a lean build leaves to others: it signs nothing, so it makes no evidence and no reference values to judge. */
const SIGNING: readonly string[] = ["gpu-evidence.json", "round trip"];

/** Whether a case can run in a lean build. */
export const isLean = ({ id }: Case): boolean => !SIGNING.includes(id.slice(0, id.indexOf(":")));

/** One case, right where it has no problem. */
export interface Case {
  readonly id: string;
  /** Each mismatch as a line for people. */
  readonly problems: readonly string[];
}

/** Runs on every platform alike, in the same order; in a lean build, all of it that needs no signature made. */
export async function runSuite({ publicFiles, ownFiles, pki }: SuiteInput, lean = false): Promise<Case[]> {
  const cases: Case[] = [];
  const take = (group: string, judgements: readonly Judgement[]) =>
    cases.push(...judgements.map((judgement) => caseOf(group, judgement)));
  // All of them or, where the folder is absent, none: a single file that is missing is an error.
  const isThere = Object.keys(publicFiles).length > 0;
  const readPublic = (name: string): Uint8Array => fromBase64Url(textOf(publicFiles, name));
  for (const path of isThere ? PUBLIC_MANIFESTS : []) take(path, await judgePublic(path, publicFiles));
  for (const file of isThere ? PUBLIC_CRYPTO : []) take(file, await judgeCrypto(file, readPublic));
  const own = OWN_FILES.filter((file) => !lean || !SIGNING.includes(file));
  for (const file of own) take(file, await judgeOwnVectors(file, JSON.parse(textOf(ownFiles, file))));
  take("odd signatures", await judgeOddSignatures());
  if (!lean) take("round trip", await judgeRoundTrip(pki));
  return cases;
}

function judgePublic(path: string, files: SuiteInput["publicFiles"]): Promise<Judgement[]> {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const read = (name: string): Uint8Array => fromBase64Url(textOf(files, pathIn(folder, name)));
  return judgeManifest(JSON.parse(new TextDecoder().decode(read(path.slice(folder.length)))), read);
}

/** As a file system would resolve it: a manifest may name files beside its own folder. */
const pathIn = (folder: string, name: string): string =>
  new URL(`${folder}${name}`, "file:///").pathname.slice(1);

function textOf(files: Readonly<Record<string, string>>, name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`there is no file ${name}`);
  return text;
}

function caseOf(group: string, { id, mismatches, otherReason }: Judgement): Case {
  const wrong = otherReason ? [...mismatches, otherReason] : mismatches;
  return {
    id: `${group}: ${id}`,
    problems: wrong.map(
      ({ what, expected, got }) =>
        `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
    ),
  };
}
