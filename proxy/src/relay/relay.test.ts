import { describe } from "vitest";
import { MemoryRelay } from "./memory.ts";
import { relaySuite, TTL_MS } from "./relay.suite.ts";

describe("the relay in memory", () => {
  relaySuite(() => {
    const relay = new MemoryRelay(TTL_MS);
    return [relay, relay];
  });
});
