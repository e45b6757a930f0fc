import fc from "fast-check";
import { it } from "vitest";
import { checkAlways, checkExit, checkSettled } from "./invariants.ts";
import { anyStep, type Step } from "./steps.ts";
import { CLIENTS, World } from "./world.ts";

const RUNS = process.env["COCOON_EXHAUSTIVE"] === "1" ? 300 : 10;
const seed = process.env["COCOON_SEED"] ? { seed: Number(process.env["COCOON_SEED"]) } : {};

it("whatever several honest and hostile parties do, in whatever order it arrives, the money is where it belongs", async () => {
  const world = await World.create();
  const start = world.money.network.blockchain.snapshot();
  const steps = fc.array(anyStep, { minLength: 30, maxLength: 60, size: "max" });
  await fc.assert(
    fc.asyncProperty(steps, async (chosen: readonly Step[]) => {
      await world.money.network.blockchain.loadFrom(start);
      world.reset();
      const started = await world.total();
      for (const step of chosen) {
        const seen = world.history.length;
        await step.run(world);
        // What is only on its way has changed nothing yet.
        if (world.history.length > seen) await checkAlways(world, started);
      }
      while (world.flight.waiting.length > 0) await world.deliver(0);
      await checkAlways(world, started);
      await checkSettled(world);
      for (const name of CLIENTS) await checkExit(world, name);
    }),
    { numRuns: RUNS, ...seed, reporter: describe },
  );
}, 600_000);

/** A failure is told in words. */
function describe(details: fc.RunDetails<[readonly Step[]]>): void {
  if (!details.failed) return;
  const story = details.counterexample?.[0].map(({ says }) => says).join("\n  ");
  throw new Error(`COCOON_SEED=${details.seed}:\n  ${story}\n${String(details.errorInstance)}`);
}
