import { describe } from "vitest";
import { MemoryQueue } from "./memory.ts";
import { LEASE_TTL_MS, queueSuite, STRANDED_AFTER_MS } from "./queue.suite.ts";

describe("the queue in memory", () => {
  queueSuite(async () => new MemoryQueue({ leaseTtlMs: LEASE_TTL_MS, strandedAfterMs: STRANDED_AFTER_MS }));
});
