import { CocoonClient, MemoryStore } from "@cocoon/client";
import { DEV_GLOBAL_ID, DevChainClient, ensureKey, ScriptedWallet } from "@cocoon/contracts/devchain";
import { newApiKey, parseStrictJson } from "@cocoon/protocol/api";
import { productionPolicy } from "@cocoon/protocol/attestation";
import { Secret } from "@cocoon/protocol/bytes";
import { parseTon } from "@cocoon/protocol/money";
import { payIn } from "../../wallet/pay-in.ts";
import { signIn } from "../../wallet/session.ts";
import type { Account } from "./account.ts";
import type { Layout } from "./layout.ts";

/** What a new local account is topped up by: a hundred trials, or far more answers of the demo model than anybody asks for. */
const TOP_UP = parseTon("5");
/** What the faucet gives the wallet: enough for a few top-ups and their fees. */
const MINTED = parseTon("20");
const ANSWER_BYTES = 4096;

/**
 * As a person with a wallet does: connects it, pays in from it and asks for an API key. The wallet, its coins and the chain are
 * SIMULATED; the contracts are real.
 */
export async function openAccount(
  { wallet: keyFile }: Pick<Layout, "wallet">,
  { proxyUrl, chainApi }: { readonly proxyUrl: string; readonly chainApi: string },
): Promise<Account> {
  const endpoint = `${chainApi}/jsonRPC`;
  const wallet = new ScriptedWallet(ensureKey(keyFile), { endpoint, globalId: DEV_GLOBAL_ID });
  if ((await wallet.balance()) < TOP_UP * 2n) await new DevChainClient(endpoint).mint(wallet.address, MINTED);
  const { accountId, accessToken } = await signIn(proxyUrl, wallet, "sign-in");
  const apiKey = new Secret(accessToken);
  const client = new CocoonClient({ proxyUrl, apiKey, policy: productionPolicy(), store: new MemoryStore() });
  await payIn(client, wallet, TOP_UP);
  return { accountId, apiKey: await newKey(proxyUrl, apiKey) };
}

async function newKey(proxyUrl: string, accessToken: Secret<string>): Promise<Secret<string>> {
  const response = await fetch(`${proxyUrl}/v1/account/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken.reveal()}`, "content-type": "application/json" },
    body: JSON.stringify({ label: "local", budgetNanoton: null }),
  });
  const { apiKey } = parseStrictJson(newApiKey, await response.text(), "new key", ANSWER_BYTES);
  return new Secret(apiKey);
}
