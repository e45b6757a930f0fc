import { classes, type Score } from "./judge.ts";

export interface ModelScore {
  id: string;
  /** Decides. */
  evaluation: Score;
  /** Informs: nobody prepared the wordings for these questions. */
  secondLook: Score;
}

const MISS_WIDTH = 60;

export function reportModel({ id, evaluation, secondLook }: ModelScore): void {
  console.log(`\n${id}: ${describe(evaluation)}`);
  reportMisses(evaluation);
  console.log(`${id}, second look: ${describe(secondLook)}`);
  reportMisses(secondLook);
}

function describe({ share, classes: counts }: Score): string {
  const parts = classes.map((name) => `${name} ${counts[name].right}/${counts[name].asked}`);
  return `${(share * 100).toFixed(1)} % (${parts.join(", ")})`;
}

function reportMisses({ misses }: Score): void {
  for (const { topic, question, answer } of misses) {
    const beginning = answer.length > MISS_WIDTH ? `${answer.slice(0, MISS_WIDTH)}…` : answer;
    console.log(`  missed ${topic}: "${question}" -> "${beginning}"`);
  }
}
