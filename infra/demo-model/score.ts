import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findClashes, MAX_OVERLAP } from "./corpus/overlap.ts";
import { trainingSamples } from "./corpus/samples.ts";
import { type EvaluationQuestion, readEvaluation, readSecondLook, readTopics } from "./corpus/topics.ts";
import { modelsFolder } from "./files.ts";
import { type Ask, withModel } from "./score/ask.ts";
import { isRight, type Score, summarise, type Verdict } from "./score/judge.ts";
import { reportModel, type ModelScore } from "./score/report.ts";
import { readVariants } from "./variants.ts";

const PASS_SHARE = 0.9;

/** npm run score -w infra [-- --json FILE]: asks the committed models questions that training has not seen. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "string" } } });
  const training = trainingSamples().map(({ question }) => question);
  const evaluation = readEvaluation();
  const clashes = findClashes(textsOf(evaluation), training);
  for (const clash of clashes) console.log(`trained on: "${clash.evaluation}", by "${clash.training}"`);
  console.log(
    `${clashes.length} of ${evaluation.length} questions within ${MAX_OVERLAP} of a training question`,
  );

  const secondLook = unseen(readSecondLook(), training);
  const models: ModelScore[] = [];
  for (const id of Object.keys(readVariants())) models.push(await scoreModel(id, evaluation, secondLook));
  models.forEach(reportModel);
  if (values.json !== undefined) writeJson(values.json, { clashes, models });
  const passed = clashes.length === 0 && models.every((model) => model.evaluation.share >= PASS_SHARE);
  if (!passed)
    console.log(`FAIL: every model must answer ${PASS_SHARE * 100} % of questions it was not trained on`);
  process.exitCode = passed ? 0 : 1;
}

const textsOf = (questions: readonly EvaluationQuestion[]) => questions.map(({ question }) => question);

/** Training takes care to miss the evaluation only, so here the hit ones are left out. */
function unseen(questions: readonly EvaluationQuestion[], training: readonly string[]): EvaluationQuestion[] {
  const hit = new Set(findClashes(textsOf(questions), training).map((clash) => clash.evaluation));
  return questions.filter(({ question }) => !hit.has(question));
}

async function scoreModel(
  id: string,
  evaluation: readonly EvaluationQuestion[],
  secondLook: readonly EvaluationQuestion[],
): Promise<ModelScore> {
  return await withModel(new URL(`${id}.gguf`, modelsFolder), async (ask) => ({
    id,
    evaluation: await scoreQuestions(evaluation, ask),
    secondLook: await scoreQuestions(secondLook, ask),
  }));
}

async function scoreQuestions(questions: readonly EvaluationQuestion[], ask: Ask): Promise<Score> {
  const topics = readTopics();
  const verdicts: Verdict[] = [];
  for (const question of questions) {
    const answer = await ask(question.question);
    verdicts.push({ ...question, answer, right: isRight(question, answer, topics) });
  }
  return summarise(verdicts);
}

/** npm runs scripts in the package's folder; the path is meant from where the person is. */
function writeJson(file: string, value: unknown): void {
  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

await main();
