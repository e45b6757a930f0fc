import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Arguments, readArguments, USAGE, UsageError } from "./arguments.ts";
import { type Covering, coverageOf } from "./coverage.ts";
import { CACHE } from "./folders.ts";
import { control, judge } from "./judge.ts";
import { listMutants, type Mutant, sampleOf } from "./mutants.ts";
import { type Judged, readExplanations, resultOf, writeResult } from "./result.ts";
import { readyRsaKeys } from "./rsa-keys.ts";
import { RunnerProcess } from "./runner-process.ts";

const MINUTE_MS = 60_000;

/** @returns how many survivors nobody has explained */
async function main(args: Arguments): Promise<number> {
  const endMs = performance.now() + args.minutes * MINUTE_MS;
  const { files, mutants } = await listMutants();
  const sample = sampleOf(mutants, args.seed, args.sample);
  console.log(`${mutants.length} mutants, ${sample.length} of them drawn by seed ${args.seed}.`);
  const rsaKeys = await readyRsaKeys();
  const instrumented = join(CACHE, "instrumented.json");
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(instrumented, JSON.stringify(files));

  const runners = Array.from({ length: args.concurrency }, () => new RunnerProcess(instrumented));
  const [runner] = runners;
  if (!runner) throw new Error("no runner");
  const stop = () => Promise.all(runners.map((one) => one.stop()));
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    process.once(signal, () => void stop().finally(() => process.exit(code)));
  try {
    console.log("Running the tests without a mutant, to see what they pass ...");
    const covering = await coverageOf(runner, rsaKeys);
    const judged = await judgeAll(runners, sample, covering, rsaKeys, endMs);
    await Promise.all(runners.map((one) => control(one, covering, rsaKeys)));
    if (judged.length < sample.length)
      console.log(`The time is over: ${judged.length} of ${sample.length} were tried.`);
    return report(args, mutants.length, sample.length, judged);
  } finally {
    await stop();
  }
}

/** Each runner takes the next one as soon as it is free, until none is left or the time is over. */
async function judgeAll(
  runners: readonly RunnerProcess[],
  sample: readonly Mutant[],
  covering: ReadonlyMap<string, readonly Covering[]>,
  rsaKeys: string,
  endMs: number,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  const waiting = sample.values();
  const work = async (runner: RunnerProcess): Promise<void> => {
    for (const mutant of waiting) {
      const status = await judge(runner, mutant, covering.get(mutant.id) ?? [], rsaKeys, endMs);
      if (status === null) return;
      judged.push({ ...mutant, status });
      const place = `${mutant.file}:${mutant.line}`;
      console.log(
        `${judged.length}/${sample.length} ${status.padEnd(11)} ${mutant.key} ${place} ${mutant.mutator}`,
      );
    }
  };
  await Promise.all(runners.map(work));
  return judged;
}

function report({ seed }: Arguments, mutants: number, sampled: number, judged: readonly Judged[]): number {
  const result = resultOf({ seed, mutants, sampled }, judged);
  const unexplained = writeResult(result, readExplanations());
  console.log(
    `${result.score} % of ${result.tried} were seen; ${unexplained} of the others are not explained.`,
  );
  console.log("Wrote protocol/mutation/result.json and protocol/mutation/README.md.");
  return unexplained;
}

try {
  const args = readArguments(process.argv.slice(2));
  if (!args) process.stdout.write(USAGE);
  else if ((await main(args)) > 0) process.exitCode = 1;
} catch (error) {
  const usage = error instanceof UsageError;
  console.error(
    `mutate: ${error instanceof Error ? error.message : String(error)}${usage ? `\n\n${USAGE}` : ""}`,
  );
  process.exitCode = usage ? 2 : 1;
}
