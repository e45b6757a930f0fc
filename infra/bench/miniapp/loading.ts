import { enterChat } from "../../e2e/miniapp/steps.ts";
import { Visit } from "../../e2e/miniapp/visit.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { type Load, loadOnce } from "./interactive.ts";

const RUNS = 5;
const INTERACTIVE_BAR_MS = 1_500;
const FIRST_PAINT_KIB = 45;

/** The app's loads and a bare page's, in turns. @param bare its address */
export async function loadingFigures(world: World, bare: string): Promise<Figure[]> {
  const known = await knownPerson(world);
  const bareContext = await world.browser.newContext({ viewport: { width: 360, height: 780 } });
  const loads: { readonly app: Load; readonly bare: Load }[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      const app = await loadOnce(known.context, await known.address());
      loads.push({ app, bare: await loadOnce(bareContext, bare) });
    }
  } finally {
    await known.close();
    await bareContext.close();
  }
  return figuresOf(loads);
}

function figuresOf(loads: readonly { readonly app: Load; readonly bare: Load }[]): Figure[] {
  const of = (which: "app" | "bare", what: keyof Load) =>
    timeOf(summarise(loads.map((load) => load[which][what])));
  const pair = (what: keyof Load) => ({
    suite: "miniapp",
    measured: of("app", what),
    baseline: { name: "a bare page of Preact", ...of("bare", what) },
  });
  return [
    {
      ...pair("interactiveMs"),
      name: "takes text, cold, on a slow phone",
      unit: "ms",
      barMs: INTERACTIVE_BAR_MS,
    },
    { ...pair("firstPaintMs"), name: "first paint, cold, on a slow phone", unit: "ms", barMs: null },
    {
      ...pair("kib"),
      name: "received until it takes text",
      unit: "KiB",
      barMs: null,
      barMost: FIRST_PAINT_KIB,
    },
  ];
}

/** Somebody who has been here before: the app opens in the chat. */
async function knownPerson(world: World) {
  const visit = await Visit.begin(world, { phone: { width: 360, height: 780 } });
  await enterChat(visit);
  await visit.page.close();
  return { context: visit.context, address: () => visit.address(), close: () => visit.close() };
}
