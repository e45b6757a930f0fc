import { enterChat } from "../../e2e/miniapp/steps.ts";
import { openLongConversation } from "../../e2e/miniapp/long-conversation.ts";
import { Visit } from "../../e2e/miniapp/visit.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { LONG_MS, longestTaskMs } from "./long-tasks.ts";
import { slowed } from "./slow-phone.ts";

const MESSAGES = 500;
/** What a phone of the floor draws without a thought. */
const MOST_NODES = 3_000;
/** A quick thumb: some 10,000 px a second on a phone that draws 60 frames. */
const STEP_PX = 160;
const STEPS = 250;
/** Each is as long as its longest task of some thousand, so one alone says more of the machine's worst moment than of the app. */
const PASSES = 3;
/** By then the trace runs, and what the driver asked for is over. */
const BEGINS_MS = 2_000;

/** From the end of the conversation up, then down again, a step a frame; counts the mounted nodes at each. */
const SCROLL = `(() => {
  window.cocoonMostNodes = 0;
  window.cocoonScrolled = false;
  let left = 2 * ${STEPS};
  const step = () => {
    window.scrollBy(0, left > ${STEPS} ? -${STEP_PX} : ${STEP_PX});
    window.cocoonMostNodes = Math.max(window.cocoonMostNodes, document.getElementsByTagName("*").length);
    left -= 1;
    if (left > 0) requestAnimationFrame(step);
    else window.cocoonScrolled = true;
  };
  setTimeout(step, ${BEGINS_MS});
})()`;

/** Through a stored conversation from its end to its beginning and back, as a thumb does. */
export async function scrollingFigures(world: World): Promise<Figure[]> {
  const visit = await Visit.begin(world, { phone: { width: 360, height: 780 } });
  try {
    await enterChat(visit);
    await openLongConversation(visit, MESSAGES);
    await slowed(visit.page, { network: false });
    const longest: number[] = [];
    let nodes = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      longest.push(await scrollOnce(visit));
      nodes = Math.max(nodes, await visit.page.evaluate("window.cocoonMostNodes"));
    }
    const scrolled = { suite: "miniapp", baseline: null };
    return [
      {
        ...scrolled,
        name: `longest task while ${MESSAGES} messages scroll, on a slow phone`,
        unit: "ms",
        measured: timeOf(summarise(longest)),
        barMs: LONG_MS,
      },
      {
        ...scrolled,
        name: `nodes mounted of ${MESSAGES} messages`,
        unit: "nodes",
        measured: timeOf(summarise([nodes])),
        barMs: null,
        barMost: MOST_NODES,
      },
    ];
  } finally {
    await visit.close();
  }
}

async function scrollOnce({ page }: Visit): Promise<number> {
  // The pass before has left it true, which would end this one at once.
  await page.evaluate("window.cocoonScrolled = false");
  return longestTaskMs(page, () => page.evaluate(SCROLL), "window.cocoonScrolled");
}
