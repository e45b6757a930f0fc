import { enterChat } from "../../e2e/miniapp/steps.ts";
import { Visit } from "../../e2e/miniapp/visit.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { LONG_MS, longestTaskMs } from "./long-tasks.ts";
import { slowed } from "./slow-phone.ts";

/** Questions asked; each is verified for, sealed, opened and drawn. */
const QUESTIONS = 3;

/** The longest task of the page while machines are verified, prompts sealed and answers opened, which a worker does. */
export async function askingFigures(world: World): Promise<Figure[]> {
  const visit = await Visit.begin(world, { phone: { width: 360, height: 780 } });
  try {
    await enterChat(visit);
    await slowed(visit.page, { network: false });
    const tasks: number[] = [];
    for (let asked = 1; asked <= QUESTIONS; asked++) tasks.push(await ask(visit, asked));
    return [
      {
        suite: "miniapp",
        name: "longest task while it verifies, seals and opens, on a slow phone",
        unit: "ms",
        measured: timeOf(summarise(tasks)),
        baseline: null,
        barMs: LONG_MS,
      },
    ];
  } finally {
    await visit.close();
  }
}

/** By a press of the button, and nothing else of the driver's until the answer is there. */
async function ask(visit: Visit, asked: number): Promise<number> {
  const { page } = visit;
  await visit.composer.fill("What is Cocoon?");
  const { x, y, width, height } = (await visit.button("Send").boundingBox()) ?? NOWHERE;
  const answers = "document.querySelectorAll('[aria-label=\"Copy answer\"]').length";
  return longestTaskMs(page, () => page.mouse.click(x + width / 2, y + height / 2), `${answers} >= ${asked}`);
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };
