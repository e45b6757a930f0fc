import { resolve } from "node:path";
import { DEPLOY_USAGE, type DeployArguments, readDeployArguments } from "./arguments.ts";
import { DeployChain, type Deployer, deployerOf } from "./chain.ts";
import { type Console, isConfirmed } from "./confirm.ts";
import { carryOut } from "./deploy.ts";
import { parseDescription } from "./description.ts";
import { makePlan } from "./plan.ts";
import { readNamed } from "./read-named.ts";
import { deployKeyOf, type Env, globalIdOf, serverOf } from "./settings.ts";
import { planJson, planLines } from "./show.ts";

export interface Invocation {
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  /** Results go to `out`, the plan and questions to `console.output`. */
  readonly out: NodeJS.WritableStream;
  readonly console: Console;
}

export const EXIT = { done: 0, failed: 1, usage: 2, notConfirmed: 3 } as const;

/** One run of `deploy`. @throws UsageError, DeployError */
export async function runDeploy({ args, env, cwd, out, console }: Invocation): Promise<number> {
  const wanted = readDeployArguments(args);
  if (wanted === null) {
    out.write(DEPLOY_USAGE);
    return EXIT.done;
  }
  const { network, planOnly, json } = wanted;
  const globalId = globalIdOf(network, env);
  const description = parseDescription(readNamed("--config", resolve(cwd, wanted.config)), network, globalId);
  const chain = new DeployChain(serverOf(network, env));
  const deployer: Deployer = deployerOf(deployKeyOf(env), globalId);
  const plan = await makePlan(description, network, chain, deployer);
  const lines = planLines(plan, description).map((line) => `${line}\n`);
  (planOnly && !json ? out : console.output).write(lines.join(""));
  if (planOnly) {
    if (json) out.write(`${JSON.stringify(planJson(plan))}\n`);
    return EXIT.done;
  }
  const isNothing = plan.steps.every(({ isThere }) => isThere);
  if (!(await isConfirmed({ ...plan, isNothing }, wanted, console))) return EXIT.notConfirmed;
  const deployed = await carryOut(plan, chain, deployer);
  out.write(json ? `${JSON.stringify(deployed)}\n` : resultLines(deployed, wanted));
  return EXIT.done;
}

const resultLines = (
  { globalId, treasury, registry }: Awaited<ReturnType<typeof carryOut>>,
  { network }: DeployArguments,
): string =>
  [
    `${network.name} holds the code of this source. The proxy and its clients are told so:`,
    `COCOON_TON_GLOBAL_ID=${globalId}`,
    `COCOON_TREASURY=${treasury}`,
    `COCOON_REGISTRY=${registry}`,
    "",
  ].join("\n");
