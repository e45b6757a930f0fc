import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findClashes, MAX_OVERLAP } from "./corpus/overlap.ts";
import { trainingSamples } from "./corpus/samples.ts";
import { type EvaluationQuestion, readEvaluation, readTopics } from "./corpus/topics.ts";
import { modelsFolder } from "./files.ts";
import { withModel } from "./score/ask.ts";
import { classes, isRight, type ModelScore, summarise, type Verdict } from "./score/judge.ts";
import { readVariants } from "./variants.ts";

const PASS_SHARE = 0.9;

/** npm run score -w infra [-- --json FILE]: asks the committed models questions that training has not seen. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "string" } } });
  const questions = readEvaluation();
  const clashes = findClashes(
    questions.map(({ question }) => question),
    trainingSamples().map(({ question }) => question),
  );
  for (const { evaluation, training } of clashes)
    console.log(`trained on: "${evaluation}", by "${training}"`);
  console.log(
    `${clashes.length} of ${questions.length} questions within ${MAX_OVERLAP} of a training question`,
  );

  const scores: ModelScore[] = [];
  for (const model of Object.keys(readVariants())) scores.push(await scoreModel(model, questions));
  scores.forEach(report);
  if (values.json !== undefined) writeJson(values.json, { clashes, scores });
  const passed = clashes.length === 0 && scores.every(({ share }) => share >= PASS_SHARE);
  if (!passed)
    console.log(`FAIL: every model must answer ${PASS_SHARE * 100} % of questions it was not trained on`);
  process.exitCode = passed ? 0 : 1;
}

async function scoreModel(model: string, questions: readonly EvaluationQuestion[]): Promise<ModelScore> {
  const topics = readTopics();
  return await withModel(new URL(`${model}.gguf`, modelsFolder), async (ask) => {
    const verdicts: Verdict[] = [];
    for (const question of questions) {
      const answer = await ask(question.question);
      verdicts.push({ ...question, answer, right: isRight(question, answer, topics) });
    }
    return summarise(model, verdicts);
  });
}

function report({ model, classes: counts, share, misses }: ModelScore): void {
  const parts = classes.map((name) => `${name} ${counts[name].right}/${counts[name].asked}`);
  console.log(`${model}: ${(share * 100).toFixed(0)} % (${parts.join(", ")})`);
  for (const { topic, question, answer } of misses)
    console.log(`  missed ${topic}: "${question}" -> "${answer}"`);
}

/** npm runs scripts in the package's folder; the path is meant from where the person is. */
function writeJson(file: string, value: unknown): void {
  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

await main();
