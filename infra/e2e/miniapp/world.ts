import { randomInt } from "node:crypto";
import type { Browser } from "playwright-core";
import type { Network } from "../network.ts";
import type { Stage } from "../scenario.ts";
import { launchBrowser } from "./driver/browser.ts";
import { documentFailures } from "./driver/practices/document.ts";
import { Scores } from "./driver/practices/scores.ts";
import { Wire } from "./wire/wire.ts";

/** What all stories share: a network of real processes, a browser, and what stands between them. */
export interface World {
  readonly stage: Stage;
  readonly network: Network;
  readonly wire: Wire;
  readonly browser: Browser;
  /** Of every screen that is judged. */
  readonly scores: Scores;
}

/** The browser believes the wire to be the proxy, and has no way to anywhere else. */
export async function withWorld(
  stage: Stage,
  network: Network,
  use: (world: World) => Promise<void>,
): Promise<void> {
  const scores = new Scores();
  scores.failed(await documentFailures(`${network.proxyUrl}/app/`));
  const wire = await Wire.start(network.proxyUrl);
  try {
    const browser = await launchBrowser({ [new URL(network.proxyUrl).host]: `127.0.0.1:${wire.port}` });
    try {
      await use({ stage, network, wire, browser, scores });
    } finally {
      await browser.close();
    }
  } finally {
    await wire.close();
  }
}

/** Somebody who was never here before, as a SIMULATED Telegram knows them. */
export const newUserId = (): number => randomInt(1_000_000, 1_000_000_000);

/** Launch data that the local network's SIMULATED bot signed just now. It is good once. */
export async function initDataOf({ network }: World, userId: number): Promise<string> {
  const response = await fetch(`${network.proxyUrl}/app/simulated-telegram?user=${userId}`, {
    redirect: "manual",
  });
  const to = response.headers.get("location") ?? "";
  const initData = new URLSearchParams(to.slice(to.indexOf("#") + 1)).get("tgWebAppData");
  if (!initData) throw new Error(`the local network signs no launch data: status ${response.status}`);
  return initData;
}
