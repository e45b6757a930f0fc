import assert from "node:assert/strict";
import {
  approvalsOf,
  denyBody,
  RegistryKeeper,
  type Subject,
  ToncenterAccounts,
} from "@cocoon/contracts/registry";
import { toNano } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { ensureChainKeys } from "../../stack/network/chain-keys.ts";
import { layoutOf } from "../../stack/network/layout.ts";
import type { Network } from "../network.ts";
import { mint, walletOf } from "./person.ts";

/** The contracts of a network, its registry among them. */
export function tonOf({ processes }: Network) {
  const { ton } = processes.settings;
  assert.ok(ton?.registry, "the local network has a registry");
  return { ...ton, registry: ton.registry };
}

/** The measurement that the registry approves. */
export async function imageOf(network: Network): Promise<string> {
  const { api, registry: address, globalId } = tonOf(network);
  const store = { load: async () => null, save: async () => undefined };
  const chain = new ToncenterAccounts({ api });
  const keeper = new RegistryKeeper({ chain, place: { address, network: globalId }, store, clock: Date.now });
  const [image] = approvalsOf((await keeper.current()).state, "measurement");
  assert.ok(image, "the registry approves the simulated image");
  return image.id;
}

/** By the operator's wallet, which holds both offices of a local network. */
export async function deny(network: Network, subject: Subject): Promise<void> {
  const { operator } = ensureChainKeys(layoutOf(network.folder));
  const wallet = walletOf(network, keyPairFromSeed(Buffer.from(operator.reveal(), "hex")));
  await mint(network, wallet, "1");
  const payload = denyBody(subject).toBoc().toString("base64");
  await wallet.send({
    messages: [{ address: tonOf(network).registry, amount: toNano("0.2").toString(), payload }],
  });
}
