import { existsSync, readFileSync } from "node:fs";
import type { ChainKeys } from "./chain-keys.ts";
import { DevChainApi } from "./chain-api.ts";
import type { deployContracts } from "./deploy-contracts.ts";
import type { Layout } from "./layout.ts";
import { type Listed, registryListing } from "./registry-listing.ts";
import { writeWhole } from "./write-whole.ts";

/** Where the network's contracts stand on its chain; raw addresses. */
export interface LocalContracts {
  readonly globalId: number;
  readonly treasury: string;
  readonly registry: string;
  /** Deployed them, and draws the commission. */
  readonly operator: string;
  /** Pays the fees of what the proxy sends. */
  readonly hotWallet: string;
  /** Who earns by the workers, one after the other. */
  readonly owners: readonly string[];
  /** Of the local account, which also grants trials. */
  readonly sponsor: string;
}

/** With the registry's list that they were deployed from: another one is another registry. */
interface Kept extends LocalContracts {
  readonly listing: string;
}

/** More than ten thousand charges cost. */
const HOT_WALLET_NANOTON = 20_000_000_000n;

/** Treasury and registry of the network on its SIMULATED chain: deployed where they are not there, and fees to go on with. */
export async function ensureContracts(
  layout: Pick<Layout, "chainContracts" | "wallet">,
  chainApi: string,
  keys: ChainKeys,
  listed: Listed,
): Promise<LocalContracts> {
  const { chainContracts: path, wallet } = layout;
  const chain = new DevChainApi(chainApi);
  const approved = registryListing(listed);
  const listing = JSON.stringify(approved);
  const kept = readKept(path);
  const isThere =
    kept?.listing === listing && kept.operator && kept.sponsor && (await chain.isActive(kept.treasury));
  const contracts = kept && isThere ? kept : await deployed({ chainApi, wallet }, keys, approved);
  if (contracts !== kept) writeWhole(path, JSON.stringify({ ...contracts, listing }));
  await chain.fill(contracts.hotWallet, HOT_WALLET_NANOTON);
  return contracts;
}

/** TON's library is loaded only where there is something to deploy: a second start finds all there. */
const deployed: typeof deployContracts = async (...parts) =>
  (await import("./deploy-contracts.ts")).deployContracts(...parts);

const readKept = (path: string): Kept | null =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Kept) : null;
