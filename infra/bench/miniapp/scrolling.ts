import { enterChat } from "../../e2e/miniapp/steps.ts";
import { openLongConversation } from "../../e2e/miniapp/long-conversation.ts";
import { Visit } from "../../e2e/miniapp/visit.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { LONG_MS, longest, longTasks } from "./long-tasks.ts";
import { slowed } from "./slow-phone.ts";

const MESSAGES = 500;
/** What a phone of the floor draws without a thought. */
const MOST_NODES = 3_000;
/** A quick thumb. */
const STEP_PX = 600;

/** Up until nothing more comes, then down again, a step a frame, as a thumb does; counts the mounted nodes at each. */
const SCROLL = `(() => {
  window.cocoonMostNodes = 0;
  window.cocoonScrolled = false;
  let direction = -1;
  let still = 0;
  const step = () => {
    const before = scrollY;
    window.scrollBy(0, direction * ${STEP_PX});
    requestAnimationFrame(() => {
      window.cocoonMostNodes = Math.max(window.cocoonMostNodes, document.getElementsByTagName("*").length);
      still = scrollY === before ? still + 1 : 0;
      if (still < 5) return step();
      still = 0;
      if (direction === 1) window.cocoonScrolled = true;
      else { direction = 1; step(); }
    });
  };
  step();
})()`;

/** Through a stored conversation from its end to its beginning and back, as a thumb does. */
export async function scrollingFigures(world: World): Promise<Figure[]> {
  const visit = await Visit.begin(world, { phone: { width: 360, height: 780 } });
  try {
    await enterChat(visit);
    await openLongConversation(visit, MESSAGES);
    await slowed(visit.page, { network: false });
    const tasks = await longTasks(visit.page, () => visit.page.evaluate(SCROLL), "window.cocoonScrolled");
    const nodes = (await visit.page.evaluate("window.cocoonMostNodes")) as number;
    const scrolled = { suite: "miniapp", baseline: null };
    return [
      {
        ...scrolled,
        name: `longest task while ${MESSAGES} messages scroll, on a slow phone`,
        unit: "ms",
        measured: timeOf(summarise([longest(tasks)])),
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
