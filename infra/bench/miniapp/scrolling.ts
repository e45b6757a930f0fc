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
const STEP_PX = 600;

/** Through a stored conversation from its end to its beginning and back, as a thumb does. */
export async function scrollingFigures(world: World): Promise<Figure[]> {
  const visit = await Visit.begin(world, { phone: { width: 360, height: 780 } });
  try {
    await enterChat(visit);
    await openLongConversation(visit, MESSAGES);
    await slowed(visit.page, { network: false });
    const nodes: number[] = [];
    const tasks = await longTasks(visit.page, () => scrollThrough(visit, nodes));
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
        measured: timeOf(summarise([Math.max(...nodes)])),
        barMs: null,
        barMost: MOST_NODES,
      },
    ];
  } finally {
    await visit.close();
  }
}

/** Up until nothing more comes, then down again; counts the mounted nodes at each step. */
async function scrollThrough({ page }: Visit, nodes: number[]): Promise<void> {
  for (const direction of [-1, 1]) {
    let last = -1;
    for (let still = 0; still < 3; ) {
      await page.mouse.wheel(0, direction * STEP_PX);
      const [at, mounted] = (await page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done([scrollY, document.querySelectorAll('*').length]))))",
      )) as [number, number];
      nodes.push(mounted);
      still = at === last ? still + 1 : 0;
      last = at;
    }
  }
}
