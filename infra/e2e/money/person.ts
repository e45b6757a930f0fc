import { randomBytes } from "node:crypto";
import { CocoonClient, MemoryStore } from "@cocoon/client";
import { DEV_GLOBAL_ID, DevChainClient, ensureKey, ScriptedWallet } from "@cocoon/contracts/devchain";
import { Secret } from "@cocoon/protocol/bytes";
import { parseTon } from "@cocoon/protocol/money";
import { type KeyPair, keyPairFromSeed } from "@ton/crypto";
import { ensureChainKeys, OWNERS } from "../../stack/network/chain-keys.ts";
import { layoutOf } from "../../stack/network/layout.ts";
import { signIn } from "../../wallet/session.ts";
import type { Account, Network } from "../network.ts";
import { RawApi } from "../raw-api.ts";

export interface Person extends Account {
  readonly wallet: ScriptedWallet;
}

const endpointOf = ({ processes }: Network): string => `${processes.chainApi}/jsonRPC`;

export const walletOf = (network: Network, key: KeyPair): ScriptedWallet =>
  new ScriptedWallet(key, { endpoint: endpointOf(network), globalId: DEV_GLOBAL_ID });

/** Of somebody who was never there before. */
export const newWallet = (network: Network): ScriptedWallet =>
  walletOf(network, keyPairFromSeed(randomBytes(32)));

/** Of the account that the local start opened. */
export const localWallet = (network: Network): ScriptedWallet =>
  walletOf(network, ensureKey(layoutOf(network.folder).wallet));

/** Of the workers' owners, in the workers' order. */
export function ownersWallets(network: Network): ScriptedWallet[] {
  const keys = ensureChainKeys(layoutOf(network.folder));
  return OWNERS.map((name) => walletOf(network, keyPairFromSeed(Buffer.from(keys[name].reveal(), "hex"))));
}

export const mint = (network: Network, wallet: ScriptedWallet, ton: string): Promise<void> =>
  new DevChainClient(endpointOf(network)).mint(wallet.address, parseTon(ton));

/** A SIMULATED person with a WalletContractV5R1, connected to the network's proxy. */
export async function connect(network: Network, wallet: ScriptedWallet): Promise<Person> {
  const { accountId, accessToken } = await signIn(network.proxyUrl, wallet, "sign-in");
  const { proxyUrl, policy } = network;
  const apiKey = new Secret(accessToken);
  const client = new CocoonClient({ proxyUrl, apiKey, policy, store: new MemoryStore() });
  return { wallet, accountId, apiKey, client, raw: new RawApi(proxyUrl, apiKey) };
}
