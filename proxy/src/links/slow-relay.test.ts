import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MemoryRelay } from "../relay/memory.ts";
import { soon } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

const LEASE_TTL_MS = 600;
/** More than a link takes in before it stops reading. */
const FRAMES = 2_200;

/** A relay that takes nothing until it is let. */
class HeldRelay extends MemoryRelay {
  #held: Promise<void> = Promise.resolve();
  release: () => void = () => undefined;

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  override async append(...record: Parameters<MemoryRelay["append"]>): Promise<void> {
    await this.#held;
    await super.append(...record);
  }
}

let network: TestNetwork;
const relay = new HeldRelay(60_000);
beforeAll(async () => {
  network = await TestNetwork.open({ leaseTtlMs: LEASE_TTL_MS, relay });
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());

it("a worker that is not read, because the relay takes nothing, keeps its link and its lease", async () => {
  const [client, worker] = [await network.client(), await network.worker("unread")];
  const envelope = network.envelope([worker]);
  await client.post(envelope);
  const lease = await worker.link.next("lease");
  relay.hold();
  worker.link.header(lease, worker.identity);
  for (let seq = 0; seq < FRAMES; seq++) worker.link.frame(lease, seq);
  const untilMs = Date.now() + 4 * LEASE_TTL_MS;
  await soon(async () => expect(Date.now()).toBeGreaterThan(untilMs));
  relay.release();
  worker.link.done(lease, worker.identity);
  expect(await client.over(envelope)).toMatchObject({ state: "done" });
  expect(worker.link.socket.readyState).toBe(worker.link.socket.OPEN);
  expect(network.logged.map(({ event }) => event)).not.toContain("lease_silent");
});
