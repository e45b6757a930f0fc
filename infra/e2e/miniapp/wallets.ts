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

/** Puts a SIMULATED wallet with coins into the page, as a browser's extension does. @returns the person behind it */
export async function injectWallet(
  { network }: World,
  context: BrowserContext,
): Promise<{ readonly wallet: ReturnType<typeof newWallet>; readonly connect: ScriptedConnect }> {
  const wallet = newWallet(network);
  await mint(network, wallet, "10");
  const connect = new ScriptedConnect(async () => wallet, APP_NAME);
  await context.exposeFunction(EXPOSED, injectedCall(connect));
  await context.addInitScript(
    injectedScript({ key: KEY, exposed: EXPOSED, appName: APP_NAME, name: WALLET }),
  );
  return { wallet, connect };
}

/** What a person does with a link that the app had Telegram open: the wallet's program opens it, and connects by the bridge. */
export async function openWalletLink({ telegram }: Visit, already: number): Promise<void> {
  if (!telegram) throw new Error("a plain page opens links by itself");
  const link = await until("the wallet's link", () => telegram.opened.at(already), OPENED_MS);
  const response = await fetch(link);
  if (!response.ok) throw new Error(`the wallet answered its link with ${response.status}`);
}
