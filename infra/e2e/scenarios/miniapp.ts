import type { Scenario } from "../scenario.ts";
import { drawAll } from "../miniapp/shots/draw-all.ts";
import { STORIES } from "../miniapp/stories/stories.ts";
import { withWorld } from "../miniapp/world.ts";

/** People use the mini-app in a real browser, in Telegram and in a plain page, and everything that can go wrong does. */
export const miniapp: Scenario = {
  name: "miniapp",
  async run(stage) {
    const network = await stage.network({ workerEnv: { COCOON_TICK_MS: "300" } });
    await withWorld(stage, network, async (world) => {
      const { shots } = stage;
      // Before the last story, which leaves no machine.
      if (shots !== null) await named("pictures", () => drawAll(world, shots));
      for (const { name, run } of STORIES) {
        stage.progress(name);
        await named(name, () => run(world));
      }
      stage.print(world.scores.verdict());
    });
    await network.settled();
  },
};

/** Which story a failure belongs to is the first thing to know of it. */
async function named(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
