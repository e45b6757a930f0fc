import { background, offline } from "./connection.ts";
import { earning } from "./earning.ts";
import { firstStart } from "./first-start.ts";
import { framed } from "./framed.ts";
import { limits } from "./limits.ts";
import { lookedAt } from "./looked-at.ts";
import { keeping } from "./keeping.ts";
import { payByBridge, payByInjected } from "./money.ts";
import { refusals } from "./refusals.ts";
import { revoked } from "./revoked.ts";
import type { Story } from "./story.ts";

/** In this order, for the last one leaves no machine on the network. */
export const STORIES: readonly Story[] = [
  firstStart,
  framed,
  keeping,
  lookedAt,
  background,
  offline,
  payByBridge,
  payByInjected,
  limits,
  earning,
  refusals,
  revoked,
];
