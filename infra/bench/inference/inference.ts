import { availableParallelism } from "node:os";
import { DEMO_MODELS } from "../../stack/network/layout.ts";
import { manifestsIn, servedModels } from "../../stack/network/models.ts";
import { WORKER_NAMES } from "../../stack/network.ts";
import type { Figure } from "../figure.ts";
import { BenchError, type Suite, type SuiteContext } from "../suite.ts";
import { type EngineAlone, openEngineAlone } from "./engine-alone.ts";
import { figureOfThroughput, figuresOfPairs } from "./figures.ts";
import { allAtOnce, firstQuestions, inPairs } from "./measure.ts";
import { AT_ONCE, PROMPTS } from "./prompts.ts";
import { startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

/** The larger of the two that the local network serves. */
const MODEL = "cocoon-demo";

/** Tokens and time to the first one through the whole network, beside the same engine, model and threads alone. */
export const inferenceSuite: Suite = async (context) => {
  const model = servedModels(manifestsIn(DEMO_MODELS)).find(({ id }) => id === MODEL);
  if (!model) throw new BenchError(`${DEMO_MODELS} has no ${MODEL}.`);
  // As the local network has it: the workers share the machine, and more threads than cores are far slower.
  const threads = Math.max(1, Math.floor((availableParallelism() - 1) / WORKER_NAMES.length));
  const slots = AT_ONCE;
  const engine = await openEngineAlone({ manifest: model.manifest, threads, slots });
  try {
    const network = await startWholeNetwork({ context, model, threads, slots });
    try {
      return await measure(context, engine, network);
    } finally {
      await network.stop();
    }
  } finally {
    await engine.close();
  }
};

async function measure(
  { quick, progress }: SuiteContext,
  engine: EngineAlone,
  network: WholeNetwork,
): Promise<Figure[]> {
  const ask = network.newClient();
  progress("warming up");
  await inPairs(1, engine.ask, ask);
  const rounds = quick ? 2 : 10;
  progress(`${rounds * PROMPTS.length} questions each way, one at a time`);
  const pairs = await inPairs(rounds, engine.ask, ask);
  progress("first questions of new clients");
  const firsts = await firstQuestions(() => network.newClient());
  // A round takes a second, of which one late tick is a tenth.
  const crowds = 2 * rounds;
  progress(`${crowds * AT_ONCE} questions each way, ${AT_ONCE} at once, to one worker`);
  await network.leaveOneWorker();
  const asked = network.newClient();
  await allAtOnce(1, asked);
  const alone = await allAtOnce(crowds, engine.ask);
  const throughput = await allAtOnce(crowds, asked);
  return [...figuresOfPairs(pairs, firsts), figureOfThroughput(throughput, alone)];
}
