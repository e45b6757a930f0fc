import { internal } from "@ton/core";
import type { DeployChain, Deployer } from "./chain.ts";
import { DeployError } from "./error.ts";
import type { Plan, Step } from "./plan.ts";

/** Where the contracts of a network stand; raw addresses. */
export interface Deployed {
  readonly globalId: number;
  readonly treasury: string;
  readonly registry: string;
}

/** Deploys what is missing of the plan and checks the code of all. Run again it does nothing more. @throws DeployError */
export async function carryOut(plan: Plan, chain: DeployChain, deployer: Deployer): Promise<Deployed> {
  const missing = plan.steps.filter(({ isThere }) => !isThere);
  if (missing.length > 0) await chain.send(deployer, missing.map(firstMessage));
  for (const step of plan.steps)
    await chain.until(() => isDeployed(chain, step), `the ${step.contract} is not there`);
  return deployedBy(plan);
}

export const deployedBy = ({ globalId, steps }: Plan): Deployed => {
  const at = (contract: Step["contract"]) =>
    (steps.find((step) => step.contract === contract) as Step).address.toRawString();
  return { globalId, treasury: at("treasury"), registry: at("registry") };
};

const firstMessage = ({ address, init, body, valueNanoton }: Step) =>
  internal({ to: address, value: valueNanoton, bounce: false, init, body });

async function isDeployed(chain: DeployChain, { address, codeHash, contract }: Step): Promise<boolean> {
  const found = await chain.standing(address);
  if (found.isActive && found.codeHash !== codeHash)
    throw new DeployError(`The ${contract} holds other code than was sent; ask another TON server.`);
  return found.isActive;
}
