import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import { injectedCall, injectedScript } from "../../wallet/connect/injected.ts";
import { ScriptedConnect } from "../../wallet/connect/scripted.ts";
import type { BrowserContext } from "playwright-core";
import { mint, newWallet } from "../money/person.ts";
import { until } from "../../until.ts";
import type { Visit } from "./visit.ts";
import type { World } from "./world.ts";

/** As the local network's list of wallets names it. */
export const WALLET = "SIMULATED wallet";
const KEY = "cocoonSimulated";
const APP_NAME = "simulated";
const EXPOSED = "cocoonInjectedWallet";
const OPENED_MS = 20_000;

/** Somebody with ten TON of the SIMULATED chain. */
export async function newPerson({ network }: World): Promise<ScriptedWallet> {
  const wallet = newWallet(network);
  await mint(network, wallet, "10");
  return wallet;
}

/** Puts the person's wallet into the page, as a browser's extension does. It says yes to everything. */
export async function injectWallet(context: BrowserContext, wallet: ScriptedWallet): Promise<void> {
  const connect = new ScriptedConnect(async () => wallet, APP_NAME);
  await context.exposeFunction(EXPOSED, injectedCall(connect));
  await context.addInitScript(
    injectedScript({ key: KEY, exposed: EXPOSED, appName: APP_NAME, name: WALLET }),
  );
}

/** What a person does with a link that the app had Telegram open: the wallet's program opens it, and connects by the bridge. */
export async function openWalletLink({ telegram }: Visit, already: number): Promise<void> {
  if (!telegram) throw new Error("a plain page opens links by itself");
  const link = await until("the wallet's link", () => telegram.opened.at(already), OPENED_MS);
  const response = await fetch(link);
  if (!response.ok) throw new Error(`the wallet answered its link with ${response.status}`);
}
