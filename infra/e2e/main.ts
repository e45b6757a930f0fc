import { type E2eArguments, parseArguments, UsageError, usage } from "./arguments.ts";
import { runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { chat } from "./scenarios/chat.ts";
import { faults } from "./scenarios/faults.ts";
import { miniapp } from "./scenarios/miniapp.ts";
import { money } from "./scenarios/money.ts";
import { registry } from "./scenarios/registry.ts";
import { two } from "./scenarios/two.ts";

const SCENARIOS: readonly Scenario[] = [chat, faults, miniapp, money, registry, two];
const KNOWN = SCENARIOS.map(({ name }) => name);
const EXIT = { passed: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** One Ctrl-C comes twice: from the terminal, and from npm, which passes its own on. */
const SAME_MS = 1_000;
let interruptedMs = 0;

/** The first one stops the networks in order; after a second one the children are killed as this process ends. */
function interruptBy(interrupt: AbortController): void {
  if (interrupt.signal.aborted && Date.now() - interruptedMs > SAME_MS) process.exit(EXIT.interrupted);
  if (!interrupt.signal.aborted) interruptedMs = Date.now();
  interrupt.abort();
}

/** Runs the scenarios one after the other; each ends in one line on standard output. */
async function runAll({ names, keep, shots }: E2eArguments): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruptBy(interrupt));
  let failures = 0;
  for (const scenario of names.flatMap((name) => SCENARIOS.filter((known) => known.name === name))) {
    progress(`── ${scenario.name}`);
    const startedMs = Date.now();
    const outcome = await runScenario(scenario, { keep, shots, progress, signal: interrupt.signal });
    progress(`   ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
    if (!outcome.passed) failures++;
    process.stdout.write(
      outcome.passed ? `PASS ${scenario.name}\n` : `FAIL ${scenario.name}: ${outcome.why}\n`,
    );
    if (interrupt.signal.aborted) return EXIT.interrupted;
  }
  return failures === 0 ? EXIT.passed : EXIT.failed;
}

function main(): Promise<number> | number {
  try {
    const parsed = parseArguments(process.argv.slice(2), KNOWN, process.env["INIT_CWD"]);
    if (!parsed.help) return runAll(parsed);
    process.stdout.write(usage(KNOWN));
    return EXIT.passed;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    progress(error.message);
    return EXIT.usage;
  }
}

// A scenario that failed may have left questions open, which wait for a proxy that is gone; nothing waits for them.
process.exit(await main());
