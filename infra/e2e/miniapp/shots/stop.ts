import type { Visit } from "../visit.ts";

/** A screen of the tour: how it is reached from the one before, and what it is called. */
export interface Stop {
  readonly name: string;
  readonly go: (visit: Visit) => Promise<void>;
  /** Whether all of a longer page is shown; not of a chat, whose end counts. */
  readonly whole?: boolean;
}
