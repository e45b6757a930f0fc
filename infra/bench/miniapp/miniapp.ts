import { cpSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../../e2e/miniapp/driver/browser.ts";
import { Scores } from "../../e2e/miniapp/driver/practices/scores.ts";
import { Wire } from "../../e2e/miniapp/wire/wire.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { Network } from "../../e2e/network.ts";
import { buildMiniapp } from "../../stack/network/miniapp.ts";
import type { Figure } from "../figure.ts";
import type { Suite, SuiteContext } from "../suite.ts";
import { askingFigures } from "./asking.ts";
import { serveBarePage } from "./bare-page.ts";
import { buildForProduction } from "./build.ts";
import { loadingFigures } from "./loading.ts";
import { scrollingFigures } from "./scrolling.ts";

/** The mini-app on a slow phone, by the browser's own throttling: as released where it loads, and on SIMULATED machines where it asks. */
export const miniappSuite: Suite = async (context) => {
  const app = join(context.folder, "app");
  await buildForProduction(app);
  const options = { proxyEnv: { COCOON_APP_FOLDER: app } };
  const network = await Network.start(join(context.folder, "network"), context.progress, options);
  const bare = await serveBarePage();
  const wire = await Wire.start(network.proxyUrl);
  const host = (origin: string) => new URL(origin).host;
  const browser = await launchBrowser({
    [host(network.proxyUrl)]: host(network.proxyUrl),
    [host(bare.origin)]: host(bare.origin),
  });
  try {
    const { progress } = context;
    const stage = { shots: null, progress, print: progress, network: async () => network };
    return await measure(
      context,
      { stage, network, wire, browser, scores: new Scores() },
      app,
      `${bare.origin}/`,
    );
  } finally {
    await browser.close();
    await wire.close();
    await bare.close();
    await network.stop();
  }
};

async function measure(
  { progress }: SuiteContext,
  world: World,
  app: string,
  bare: string,
): Promise<Figure[]> {
  progress("loading the app as released, and a bare page, five times each");
  const loading = await loadingFigures(world, bare);
  // The proxy takes the new files with the page's next request.
  cpSync(await buildMiniapp(), app, { recursive: true, force: true });
  progress("asking");
  const asking = await askingFigures(world);
  progress("scrolling through 500 messages");
  return [...loading, ...asking, ...(await scrollingFigures(world))];
}
