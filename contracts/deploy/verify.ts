import type { Address } from "@ton/core";
import { Treasury } from "../wrappers/treasury.ts";
import { compile } from "../build/compile.ts";
import type { DeployChain } from "./chain.ts";

/** The contracts by the folder of their source. */
const FOLDERS = ["treasury", "client-escrow", "worker-payout", "registry"] as const;
type Folder = (typeof FOLDERS)[number];

export interface Verdict {
  readonly address: string;
  /** Of the code that stands there, in hex; null where there is none. */
  readonly codeHash: string | null;
  /** Which of ours it is; null for none. */
  readonly contract: Folder | null;
  /** What a treasury makes its children of that is not ours. */
  readonly foreignChildren: readonly Folder[];
  readonly isOurs: boolean;
}

/** Compiles anew and compares. @throws DeployError when the server can't be asked */
export async function verifyAddress(address: Address, chain: DeployChain): Promise<Verdict> {
  const hashes = await compiledHashes();
  const { codeHash, isActive } = await chain.standing(address);
  const contract = FOLDERS.find((folder) => isActive && hashes[folder] === codeHash) ?? null;
  const foreignChildren = contract === "treasury" ? await foreignChildrenOf(address, chain, hashes) : [];
  const isOurs = contract !== null && foreignChildren.length === 0;
  return { address: address.toRawString(), codeHash, contract, foreignChildren, isOurs };
}

let compiled: Promise<Record<Folder, string>> | null = null;

/** Once for each process: the sources don't change under it. */
export const compiledHashes = (): Promise<Record<Folder, string>> => (compiled ??= compileAll());

async function compileAll(): Promise<Record<Folder, string>> {
  const hashes = FOLDERS.map(async (folder) => [folder, (await compile(folder)).codeHash]);
  return Object.fromEntries(await Promise.all(hashes)) as Record<Folder, string>;
}

/** A treasury of our code can be born with other codes for its children, which would give their deposits to anybody. */
async function foreignChildrenOf(
  address: Address,
  chain: DeployChain,
  hashes: Record<Folder, string>,
): Promise<Folder[]> {
  const state = await chain.client.open(new Treasury(address)).getState();
  const children = [
    ["client-escrow", state?.escrowCodeHash],
    ["worker-payout", state?.payoutCodeHash],
  ] as const;
  return children.flatMap(([folder, hash]) => (hash === hashes[folder] ? [] : [folder]));
}
