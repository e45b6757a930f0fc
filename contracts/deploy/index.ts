import { keyPairFromSeed } from "@ton/crypto";
import { DevChainClient } from "../devchain/client.ts";
import { DeployChain, deployerOf, FEES_NANOTON } from "./chain.ts";
import { carryOut, type Deployed } from "./deploy.ts";
import { type DescriptionFile, parseDescription } from "./description.ts";
import { NETWORKS } from "./networks.ts";
import { costOf, makePlan } from "./plan.ts";

export type { Deployed } from "./deploy.ts";
export { DeployError } from "./error.ts";
export type { DescriptionFile } from "./description.ts";

export interface DevDeployment {
  /** Of the dev chain, of the toncenter v2 form. */
  readonly api: string;
  readonly globalId?: number;
  /** The deployer's key, 32 bytes; its wallet is filled by the chain's faucet. */
  readonly seed: Uint8Array;
  readonly description: DescriptionFile;
}

/** What `npm run deploy -- --network dev` does, with the SIMULATED chain's own coins. @throws UsageError, DeployError */
export async function deployToDevChain(options: DevDeployment): Promise<Deployed> {
  const { api, seed, globalId = NETWORKS.dev.globalId } = options;
  const description = parseDescription(JSON.stringify(options.description), NETWORKS.dev, globalId);
  const chain = new DeployChain({ api });
  const deployer = deployerOf(keyPairFromSeed(Buffer.from(seed)), globalId);
  const plan = await makePlan(description, NETWORKS.dev, chain, deployer);
  const missing = costOf(plan) - plan.balanceNanoton;
  // A wallet that stands pays from what it receives for receiving it.
  if (missing > 0n)
    await new DevChainClient(`${api}/jsonRPC`).mint(deployer.wallet.address, missing + FEES_NANOTON);
  return carryOut(plan, chain, deployer);
}
