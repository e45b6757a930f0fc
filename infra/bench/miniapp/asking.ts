import { enterChat, send } from "../../e2e/miniapp/steps.ts";
import { Visit } from "../../e2e/miniapp/visit.ts";
import type { World } from "../../e2e/miniapp/world.ts";
import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { LONG_MS, longest, longTasks } from "./long-tasks.ts";
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
    for (let asked = 1; asked <= QUESTIONS; asked++)
      tasks.push(
        longest(
          await longTasks(visit.page, async () => {
            await send(visit, "What is Cocoon?");
            await visit.answers.nth(asked - 1).waitFor();
          }),
        ),
      );
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
