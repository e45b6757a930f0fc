import { once } from "node:events";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { fromHex } from "../src/bytes/index.ts";
import { type CampaignResult, inputOf, reproducer, runCampaign } from "../src/testing/fuzz/campaign.ts";
import { faultOf, type FuzzTarget } from "../src/testing/fuzz/target.ts";
import { FUZZ_TARGETS } from "../src/testing/fuzz/targets.ts";

const HELP = `Usage: npm run fuzz -w protocol -- [--seconds N] [--seed N] [--target NAME [--hex HEX | --input N]]

Gives every parser of this package inputs made from valid ones, and random ones, and looks for an error of another type
than its own, and for inputs that take over a second.

  --seconds N    how long, over all parsers (default 60)
  --seed N       of the inputs (default: another one each time; printed)
  --target NAME  this parser alone
  --hex HEX      this input alone
  --input N      the input of that number under --seed alone
  -h, --help     this text

Exit code 0 when nothing was found, 1 with a reproducer when something was, 2 for a wrong option.
`;

class UsageError extends Error {}

/** Rounds over all parsers, so that a long run is as long for each. */
const ROUND_MS = 2_000;
/** After that long in one input, a parser has hung. */
const HANG_MS = 15_000;

interface Task {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly forMs: number;
}

const targetOf = (name: string): FuzzTarget => {
  const found = FUZZ_TARGETS.find((target) => target.name === name);
  if (found) return found;
  throw new UsageError(
    `no parser is called ${name}; one of: ${FUZZ_TARGETS.map((it) => it.name).join("; ")}`,
  );
};

/** Runs campaigns in a thread of its own: one that hangs can be told by its silence, and ended. */
class Runner {
  readonly #worker: Worker;
  readonly #now = new Int32Array(new SharedArrayBuffer(4));

  constructor() {
    // A thread does not inherit what lets Node read TypeScript.
    const start = `import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))})
      .then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;
    this.#worker = new Worker(start, { eval: true, workerData: this.#now });
  }

  async run(task: Task): Promise<CampaignResult> {
    const done = once(this.#worker, "message").then(([result]) => result as CampaignResult);
    this.#worker.postMessage(task, []);
    let [last, sinceMs] = [-1, performance.now()];
    for (;;) {
      const result = await Promise.race([
        done,
        new Promise<null>((resolve) => setTimeout(resolve, 500, null)),
      ]);
      if (result) return result;
      const number = Atomics.load(this.#now, 0);
      if (number !== last) [last, sinceMs] = [number, performance.now()];
      else if (performance.now() - sinceMs > HANG_MS) return this.#hung(task, number);
    }
  }

  async #hung({ name, seed, from }: Task, number: number): Promise<CampaignResult> {
    await this.#worker.terminate();
    const input = inputOf(targetOf(name), seed, number);
    return { inputs: number - from, finding: { target: name, number, what: "hangs", input } };
  }

  stop = (): Promise<number> => this.#worker.terminate();
}

function serve(now: Int32Array): void {
  parentPort?.on("message", ({ name, ...task }: Task) => {
    const onInput = (number: number): void => void Atomics.store(now, 0, number);
    void runCampaign({ ...task, target: targetOf(name), onInput }).then((result) =>
      parentPort?.postMessage(result, []),
    );
  });
}

async function fuzz(targets: readonly FuzzTarget[], seed: number, seconds: number): Promise<number> {
  console.log(`seed ${seed}, ${targets.length} parsers, ${seconds} s`);
  const runner = new Runner();
  const totals = new Map(targets.map(({ name }) => [name, { inputs: 0, ms: 0 }]));
  const found = new Set<string>();
  const endMs = performance.now() + seconds * 1000;
  const forMs = Math.min(ROUND_MS, (seconds * 1000) / targets.length);
  for (let round = 1; performance.now() < endMs && found.size === 0; round++) {
    for (const { name } of targets) {
      const total = totals.get(name) ?? { inputs: 0, ms: 0 };
      const startedMs = performance.now();
      const { inputs, finding } = await runner.run({ name, seed, from: total.inputs, forMs });
      totals.set(name, { inputs: total.inputs + inputs, ms: total.ms + performance.now() - startedMs });
      if (!finding) continue;
      found.add(name);
      console.log(`FOUND ${reproducer(finding, seed)}`);
      if (finding.what === "hangs") return 1;
    }
    const inputs = [...totals.values()].reduce((sum, total) => sum + total.inputs, 0);
    console.log(`round ${round}: ${inputs} inputs so far`);
  }
  await runner.stop();
  for (const [name, { inputs, ms }] of totals)
    console.log(
      `${found.has(name) ? "FAIL" : "ok  "}  ${name}: ${inputs} inputs, ${Math.round((inputs / ms) * 1000)}/s`,
    );
  return found.size === 0 ? 0 : 1;
}

async function replay(target: FuzzTarget, input: Uint8Array): Promise<number> {
  const fault = await faultOf(target, input);
  console.log(fault === null ? `${target.name} takes this input as it should` : `${target.name} ${fault}`);
  return fault === null ? 0 : 1;
}

function numberOf(text: string | undefined, option: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[0-9]{1,9}$/.test(text)) throw new UsageError(`${option} takes a whole number`);
  return Number(text);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string" },
      seed: { type: "string" },
      target: { type: "string" },
      hex: { type: "string" },
      input: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { target, hex, input } = values;
  if (target === undefined && (hex !== undefined || input !== undefined))
    throw new UsageError("--hex and --input are inputs of one --target");
  if (input !== undefined && values.seed === undefined) throw new UsageError("--input needs its --seed");
  const targets = target === undefined ? FUZZ_TARGETS : [targetOf(target)];
  const seed = numberOf(values.seed, "--seed", Math.floor(Math.random() * 2 ** 29));
  const [only] = targets as [FuzzTarget];
  if (hex !== undefined) return replay(only, fromHex(hex));
  if (input !== undefined) return replay(only, inputOf(only, seed, numberOf(input, "--input", 0)));
  return fuzz(targets, seed, numberOf(values.seconds, "--seconds", 60));
}

if (isMainThread)
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 2;
    },
  );
else serve(workerData as Int32Array);
