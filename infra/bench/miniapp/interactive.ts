import type { BrowserContext } from "playwright-core";
import { BenchError } from "../suite.ts";
import { slowed } from "./slow-phone.ts";

/**
 * Run before anything of the page: notes when a field for text stood there and the page was free to take a key, in milliseconds
 * from the navigation's start. A task of its own tells that nothing of the page's was still in the way.
 */
const NOTE = `
  window.cocoonInteractive = new Promise((done) => {
    const look = () => {
      const field = document.querySelector("textarea:enabled");
      if (!field) return void requestAnimationFrame(look);
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
`;

export interface Load {
  readonly interactiveMs: number;
  readonly firstPaintMs: number;
  /** Over the network by then, in KiB: what came of the app's files, compressed as they were. */
  readonly kib: number;
}

/** Opens the address on a slow phone with an empty cache, and types into the field once it is there. */
export async function loadOnce(context: BrowserContext, url: string): Promise<Load> {
  const page = await context.newPage();
  try {
    await page.addInitScript(NOTE);
    const session = await slowed(page, { network: true });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: "commit" });
    const interactiveMs = (await page.evaluate("window.cocoonInteractive")) as number;
    const kib = bytes / 1024;
    const field = page.locator("textarea").first();
    await field.focus();
    await page.keyboard.type("a");
    if ((await field.inputValue()) !== "a") throw new BenchError("The field took no text.");
    const firstPaintMs = (await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
    )) as number;
    return { interactiveMs, firstPaintMs, kib };
  } finally {
    await page.close();
  }
}
