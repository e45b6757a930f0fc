import type { World } from "../world.ts";

/** One person's way through the app. It passes when `run` resolves; what it throws says why it failed. */
export interface Story {
  readonly name: string;
  run(world: World): Promise<void>;
}
