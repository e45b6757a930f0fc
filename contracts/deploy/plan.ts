import { createHash } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { type Address, beginCell, Cell, contractAddress, storeStateInit, toNano } from "@ton/core";
import { registryCodeHash, registryStateInit } from "../wrappers/registry.ts";
import { encodeFundPool, treasuryCodeHash, treasuryStateInit } from "../wrappers/treasury.ts";
import { type DeployChain, type Deployer, FEES_NANOTON } from "./chain.ts";
import type { Description } from "./description.ts";
import { DeployError } from "./error.ts";
import type { Network } from "./networks.ts";

interface StateInit {
  readonly code: Cell;
  readonly data: Cell;
}

/** One contract of the deployment. */
export interface Step {
  readonly contract: "treasury" | "registry";
  readonly address: Address;
  readonly init: StateInit;
  readonly codeHash: string;
  /** Its first message: nothing is deployed by one that fails. */
  readonly body: Cell;
  readonly valueNanoton: bigint;
  readonly isThere: boolean;
}

export interface Plan {
  readonly network: Network;
  readonly globalId: number;
  readonly deployer: Address;
  readonly balanceNanoton: bigint;
  readonly steps: readonly Step[];
  /** Names this very plan: who confirms it has seen it. */
  readonly hash: string;
}

const TREASURY_VALUE = toNano("0.1");
/** For its storage; most of it stays there. */
const REGISTRY_VALUE = toNano("0.1");
const REGISTRY_ENTRY_VALUE = toNano("0.005");

/** What there is to do; looks, and changes nothing. @throws DeployError */
export async function makePlan(
  { treasury, registry }: Description,
  network: Network,
  chain: DeployChain,
  deployer: Deployer,
): Promise<Plan> {
  const parts = [
    {
      contract: "treasury",
      init: treasuryStateInit(treasury) as StateInit,
      codeHash: treasuryCodeHash,
      body: encodeFundPool(nanoton(0n)),
      valueNanoton: TREASURY_VALUE,
    },
    {
      contract: "registry",
      init: registryStateInit(registry),
      codeHash: registryCodeHash,
      body: Cell.EMPTY,
      valueNanoton: REGISTRY_VALUE + BigInt(registry.approved.length) * REGISTRY_ENTRY_VALUE,
    },
  ] as const;
  const steps: Step[] = [];
  for (const part of parts) {
    const address = contractAddress(0, part.init);
    steps.push({ ...part, address, isThere: await isThere(chain, address, part) });
  }
  const { address } = deployer.wallet;
  const { balanceNanoton } = await chain.standing(address);
  const globalId = registry.network;
  return {
    network,
    globalId,
    deployer: address,
    balanceNanoton,
    steps,
    hash: hashOf(globalId, address, steps),
  };
}

/** An address covers code and data of the birth, so another code there means a server that lies, or a broken build. */
async function isThere(
  chain: DeployChain,
  address: Address,
  { contract, codeHash }: Pick<Step, "contract" | "codeHash">,
): Promise<boolean> {
  const found = await chain.standing(address);
  if (!found.isActive) return false;
  if (found.codeHash === codeHash) return true;
  throw new DeployError(
    `The ${contract}'s address ${address.toRawString()} holds other code; ask another TON server.`,
  );
}

/** What a deployment costs the deployer now. */
export const costOf = ({ steps }: Pick<Plan, "steps">): bigint =>
  steps.reduce((sum, step) => (step.isThere ? sum : sum + step.valueNanoton + FEES_NANOTON), 0n);

function hashOf(globalId: number, deployer: Address, steps: readonly Step[]): string {
  const hash = createHash("sha256").update(`${globalId} ${deployer.toRawString()}\n`);
  for (const { init, valueNanoton } of steps) {
    const state = beginCell().store(storeStateInit(init)).endCell().hash().toString("hex");
    hash.update(`${state} ${valueNanoton}\n`);
  }
  return hash.digest("hex");
}
