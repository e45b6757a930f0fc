import { developmentPolicy } from "@cocoon/protocol/testing";
import { beforeAll, expect, it } from "vitest";
import { MemoryStore } from "../store.ts";
import { newNetwork, type TestNetwork } from "../testing/network.ts";
import type { TestWorker } from "../testing/worker.ts";
import { NodeVerifier } from "./node-verifier.ts";
import { ReferenceSource } from "./reference-source.ts";

let network: TestNetwork;
let worker: TestWorker;
beforeAll(async () => {
  network = await newNetwork();
  [worker] = (await network.workers(1)) as unknown as [TestWorker];
});

const policy = () => developmentPolicy(network.referenceSettings);

/** Values as a client takes them over, of a version that approves the worker's image or has withdrawn it. */
async function values(version: number, measurements?: readonly string[]) {
  const bytes = network.referenceValues({ version, ...(measurements && { measurements }) });
  return new ReferenceSource({
    policy: policy(),
    store: new MemoryStore(),
    clock: () => network.nowMs,
    fetch: async () => bytes,
  }).current();
}

/** A verifier whose reference values are those of `newest`; `onClock` runs whenever it looks at the time. */
function verifierWith(newest: () => ReturnType<typeof values>, onClock = (): void => undefined) {
  return new NodeVerifier({
    registry: null,
    evidence: (_keyId, nonce) => worker.evidence(nonce),
    policy: policy(),
    references: { current: newest },
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    clock: () => {
      onClock();
      return network.nowMs;
    },
  });
}

it("forgets what it verified before an image was withdrawn", async () => {
  let newest = await values(1);
  const verifier = verifierWith(async () => newest);
  await verifier.refresh();
  expect(await verifier.verifyLive(worker.entry)).toMatchObject({ ok: true, candidate: { live: true } });
  newest = await values(2, []);
  await verifier.refresh();
  expect(await verifier.verify(worker.entry)).toMatchObject({
    ok: false,
    rejection: { code: "measurement_not_approved" },
  });
});

it("gives no verdict under values that were replaced while it verified", async () => {
  const [first, second] = [await values(1), await values(2, [])];
  let looks = 0;
  let refreshed: Promise<void> | undefined;
  let newest = first;
  const verifier = verifierWith(
    async () => newest,
    () => {
      // The second look is for the verification itself, which goes on while another ask brings newer values.
      if (++looks !== 2) return;
      newest = second;
      refreshed = verifier.refresh();
    },
  );
  await verifier.refresh();
  const verdict = await verifier.verify(worker.entry);
  await refreshed;
  expect(looks).toBeGreaterThan(2);
  expect(verdict).toMatchObject({ ok: false, rejection: { code: "measurement_not_approved" } });
  expect(await verifier.verify(worker.entry)).toMatchObject({ ok: false });
});
