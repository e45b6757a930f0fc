import { firstStart } from "./first-start.ts";
import { refusals } from "./refusals.ts";
import type { Story } from "./story.ts";

export const STORIES: readonly Story[] = [firstStart, refusals];
