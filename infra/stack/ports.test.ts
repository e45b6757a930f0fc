import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort, portIsFree } from "./ports.ts";

it("finds a port that something can listen on, below those of outgoing connections", async () => {
  const port = await freePort();
  expect(port).toBeGreaterThanOrEqual(15_000);
  expect(port).toBeLessThan(32_768);
  expect(await portIsFree(port)).toBe(true);
});

it("sees that a port is taken", async () => {
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  expect(await portIsFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
});
