import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folders.ts";
import type { Status } from "./judge.ts";
import type { Mutant } from "./mutants.ts";

const FOLDER = join(ROOT, "protocol/mutation");

export type Judged = Mutant & { readonly status: Status };

export interface Result {
  readonly seed: string;
  readonly mutants: number;
  readonly sampled: number;
  /** Fewer than were sampled when the time was over. */
  readonly tried: number;
  /** Tried mutants that a test saw, of a hundred. */
  readonly score: number;
  readonly results: readonly Judged[];
}

export const isSeen = ({ status }: Judged): boolean => status === "killed" || status === "timeout";

export function resultOf(
  facts: Pick<Result, "seed" | "mutants" | "sampled">,
  judged: readonly Judged[],
): Result {
  const seen = judged.filter(isSeen).length;
  const results = judged.toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || (a.key < b.key ? -1 : 1),
  );
  const score = judged.length === 0 ? 0 : Math.round((seen / judged.length) * 1000) / 10;
  return { ...facts, tried: judged.length, score, results };
}

/** Why mutants that no test sees are no gap, or which gap they are: a sentence by key. */
export function readExplanations(): ReadonlyMap<string, string> {
  const file = join(FOLDER, "explanations.json");
  const texts = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
  return new Map(Object.entries(texts));
}

/** Writes result.json and README.md. @returns how many survivors nobody has explained */
export function writeResult(result: Result, explanations: ReadonlyMap<string, string>): number {
  mkdirSync(FOLDER, { recursive: true });
  // The texts that were changed are many, and stand in the code: by file, line and key.
  const results = result.results.map(({ key, file, line, mutator, replacement, status }) => ({
    key,
    file,
    line,
    mutator,
    replacement,
    status,
  }));
  writeFileSync(join(FOLDER, "result.json"), `${JSON.stringify({ ...result, results }, null, 2)}\n`);
  writeFileSync(join(FOLDER, "README.md"), markdownOf(result, explanations));
  return unexplainedOf(result, explanations);
}

/** How many that no test saw, words of errors apart, have no sentence. */
export const unexplainedOf = (result: Result, explanations: ReadonlyMap<string, string>): number =>
  unseen(result).filter((judged) => !judged.wording && !explanations.has(judged.key)).length;

const unseen = ({ results }: Result): Judged[] => results.filter((judged) => !isSeen(judged));

export function markdownOf(result: Result, explanations: ReadonlyMap<string, string>): string {
  const { seed, mutants, sampled, tried, score, results } = result;
  const counts = (["killed", "timeout", "survived", "not covered"] as const)
    .map((status) => `${results.filter((judged) => judged.status === status).length} ${status}`)
    .join(", ");
  const cut = tried < sampled ? ` The time was over after ${tried} of them.` : "";
  const [words, others] = [true, false].map((wording) =>
    unseen(result).filter((judged) => judged.wording === wording),
  );
  const unexplained = unexplainedOf(result, explanations);
  const why =
    unexplained === 0
      ? "with why it is no gap"
      : `${unexplained} of them **not explained** and thus gaps for all that is known, any further one with why it is none`;
  const sections = (others ?? []).map((judged) => sectionOf(judged, explanations.get(judged.key)));
  return `# What the tests see

Written by \`npm run mutate -w protocol -- --seed ${seed}\`, which changes the verifier, the envelope and the answer's frames in one
place at a time and runs the tests that pass it. Of ${mutants} possible changes ${sampled} were drawn by the seed.${cut}

**${score} %** of those tried were seen: ${counts}. Every other one stands below, ${why}.
The sentences come from \`explanations.json\`, by the change's key, so that they hold for the next run.

${sections.length > 0 ? sections.join("\n") : "None is left but of words.\n"}
## Words of errors

Tests judge an error's type and code; its words are for the people who develop.

${(words ?? []).map(({ key, file, line, original }) => `- \`${key}\` ${file}:${line} ${original}`).join("\n") || "None."}
`;
}

const sectionOf = (
  { key, file, line, mutator, original, replacement, status }: Judged,
  why: string | undefined,
): string =>
  `## \`${key}\` ${file}:${line}, ${mutator}, ${status}

${fenced(original)}
becomes
${fenced(replacement)}
${why ?? "**Not explained.**"}
`;

const fenced = (text: string): string => `\n\`\`\`\`ts\n${text}\n\`\`\`\`\n`;
