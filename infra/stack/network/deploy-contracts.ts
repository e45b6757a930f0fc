import { DeployError, type DescriptionFile, deployToDevChain } from "@cocoon/contracts/deploy";
import { DEV_GLOBAL_ID, ensureKey } from "@cocoon/contracts/devchain";
import { ed25519PublicKey, fromHex, type Secret, toHex } from "@cocoon/protocol/bytes";
import { WalletContractV5R1 } from "@ton/ton";
import { type ChainKeys, OWNERS } from "./chain-keys.ts";
import { StackError } from "../errors.ts";
import { COMMISSION_PPM } from "./commission.ts";
import type { LocalContracts } from "./contracts.ts";

/** A real registry waits for days. */
const REGISTRY_DELAY_SECONDS = 60;

/** Deploys with the operator's key; its wallet is filled by the faucet. @throws StackError */
export async function deployContracts(
  { chainApi, wallet }: { readonly chainApi: string; readonly wallet: string },
  keys: ChainKeys,
  approved: DescriptionFile["registry"]["approved"],
): Promise<LocalContracts> {
  const operator = walletAddress(keys.operator);
  const description: DescriptionFile = {
    treasury: {
      operator,
      chargeKey: publicHex(keys.charge),
      payoutKey: publicHex(keys.payout),
      commissionPpm: COMMISSION_PPM,
    },
    registry: { owner: operator, guardian: operator, delaySeconds: REGISTRY_DELAY_SECONDS, approved },
  };
  const seed = fromHex(keys.operator.reveal());
  const deploying = deployToDevChain({ api: chainApi, globalId: DEV_GLOBAL_ID, seed, description });
  const contracts = await deploying.catch((error: unknown) => {
    throw error instanceof DeployError ? new StackError(error.message) : error;
  });
  const owners = OWNERS.map((name) => walletAddress(keys[name]));
  const sponsor = addressOf(ensureKey(wallet).publicKey);
  return { ...contracts, operator, hotWallet: walletAddress(keys.hotWallet), owners, sponsor };
}

const publicKey = (seed: Secret<string>) => ed25519PublicKey(fromHex(seed.reveal()));
const publicHex = (seed: Secret<string>): string => toHex(publicKey(seed));

const walletAddress = (seed: Secret<string>): string => addressOf(Buffer.from(publicKey(seed)));

function addressOf(key: Buffer): string {
  const context = { walletVersion: "v5r1", workchain: 0, subwalletNumber: 0 } as const;
  const walletId = { networkGlobalId: DEV_GLOBAL_ID, context };
  return WalletContractV5R1.create({ publicKey: key, walletId }).address.toRawString();
}
