import type { World } from "../world.ts";

/** Every screen, in each size, theme and language, into a folder. */
export async function drawAll(_world: World, _folder: string): Promise<void> {}
