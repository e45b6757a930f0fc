import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import { RefusalError, type REFUSALS, ReplaySet } from "@cocoon/protocol/envelope";
import { beforeAll, describe, expect, it } from "vitest";
import type { WorkerKey } from "../identity/worker-key.ts";
import { EchoEngine } from "../testing/echo-engine.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import {
  KEY_LIFE_MS,
  type LeaseChanges,
  MANIFEST,
  NOW_MS,
  PRICES,
  ROSTER_HEADER,
  type SealedLease,
  TestNetwork,
} from "../testing/network.ts";
import { servedModel } from "../testing/test-worker.ts";
import { openJob, type OpenDeps } from "./open-job.ts";
import { KnownRosters } from "./known-rosters.ts";

let network: TestNetwork;
let key: WorkerKey;
let node: VerifiedNode;
let deps: OpenDeps;

beforeAll(async () => {
  network = await TestNetwork.create();
  key = await network.key();
  node = await network.verified(key);
  const model = servedModel(MANIFEST, PRICES);
  const engine = new EchoEngine();
  await engine.load([model.file]);
  const rosters = new KnownRosters(null, new ManualClock(NOW_MS), () => undefined);
  rosters.take(fromBase64Url(ROSTER_HEADER));
  deps = {
    key,
    engine,
    models: new Map([[model.file.hash, model]]),
    rosters,
    replay: new ReplaySet(),
    nowMs: NOW_MS,
  };
}, 60_000);

const sealed = (content: string, changes?: LeaseChanges) => network.lease([node], content, changes);

const codeOf = async ({ lease }: SealedLease, changes: Partial<OpenDeps> = {}): Promise<string> => {
  try {
    await openJob(lease, { ...deps, ...changes });
    return "opened";
  } catch (error) {
    if (error instanceof RefusalError) return error.code;
    throw error;
  }
};

/** The same lease with one byte of its envelope changed. */
const flipped = (given: SealedLease, at: number): SealedLease => {
  const envelope = new Uint8Array(given.lease.envelope);
  envelope[at] = (envelope[at] as number) ^ 1;
  return { ...given, lease: { ...given.lease, envelope } };
};

describe("a lease that is in order", () => {
  it("opens to its request, with the prompt counted and the key of its answer", async () => {
    const { lease, sealed: mine } = await sealed("one two three");
    const job = await openJob(lease, deps);
    expect(job.request.messages).toEqual([{ role: "user", content: "one two three" }]);
    expect(job.prompt.promptTokens).toBe(5);
    expect(job.exchange.secret.reveal()).toEqual(mine.exchange.with(key.keyId)?.secret.reveal());
  });

  it("opens for a quote above the worker's price, which it is then charged by", async () => {
    const given = await sealed("hi", { request: { quote: "1000001/100000/2000000" } });
    expect((await openJob(given.lease, deps)).quote.promptNanoton).toBe(1_000_001n);
  });
});

describe("a lease that is not", () => {
  /** Every refusal of SPEC 4.9 that an envelope can earn which protocol's own sealing makes; the one left is tested there. */
  const cases: Readonly<
    Record<Exclude<(typeof REFUSALS)[number], "malformed_request">, () => Promise<string>>
  > = {
    malformed_envelope: async () => codeOf(flipped(await sealed("hi"), 0)),
    unsupported_suite: async () => codeOf(flipped(await sealed("hi"), 4)),
    unknown_key: async () => {
      const other = await network.verified(await network.key("another"));
      return codeOf(await network.lease([other], "hi"));
    },
    key_expired: async () => {
      const nowMs = NOW_MS + KEY_LIFE_MS + 5 * 60_000;
      return codeOf(await sealed("hi", { notAfterMs: nowMs + 1_000 }), { nowMs });
    },
    deadline_passed: async () => codeOf(await sealed("hi", { notAfterMs: NOW_MS })),
    roster_unknown: async () => codeOf(await sealed("hi", { rosterRoot: "cd".repeat(32) })),
    replayed: async () => {
      const given = await sealed("hi");
      expect(await codeOf(given)).toBe("opened");
      return codeOf(given);
    },
    open_failed: async () => codeOf(flipped(await sealed("hi"), 24)),
    body_mismatch: async () => {
      const given = await sealed("hi");
      return codeOf(flipped(given, given.lease.envelope.length - 1));
    },
    manifest_not_loaded: async () => codeOf(await sealed("hi", { manifest: "ef".repeat(32) })),
    quote_mismatch: async () => codeOf(await sealed("hi", { terms: { priceCeilingNanoton: "992" } })),
    quote_below_price: async () =>
      codeOf(await sealed("hi", { request: { quote: "1000000/100000/1999999" } })),
    prompt_too_long: async () =>
      codeOf(await sealed("word ".repeat(5_000), { request: { priceCeilingNanoton: "992" } })),
    ceiling_too_low: async () =>
      codeOf(await sealed("word ".repeat(100), { request: { priceCeilingNanoton: "100" } })),
  };

  it.each(Object.entries(cases))("is refused as %s", async (code, outcome) => {
    expect(await outcome()).toBe(code);
  });

  it("is refused for any difference of quote or ceiling between lease and envelope", async () => {
    const quote = "1000001/100000/2000000";
    expect(await codeOf(await sealed("hi", { terms: { quote } }))).toBe("quote_mismatch");
    expect(
      await codeOf(await sealed("hi", { request: { quote }, terms: { quote: PRICES["test-echo"] } })),
    ).toBe("quote_mismatch");
  });

  it("is refused by the first check that fails, not by a later one", async () => {
    const given = await sealed("hi", { rosterRoot: "cd".repeat(32), terms: { priceCeilingNanoton: "1" } });
    expect(await codeOf(given)).toBe("roster_unknown");
    expect(await codeOf(given, { nowMs: NOW_MS + 60_000 })).toBe("deadline_passed");
  });

  it("is refused as the key's end once its replay set is full", async () => {
    const replay = new ReplaySet(1);
    expect(await codeOf(await sealed("hi"), { replay })).toBe("opened");
    expect(await codeOf(await sealed("hi"), { replay })).toBe("key_expired");
  });

  it("opens within the grace after the key's expiry", async () => {
    const nowMs = NOW_MS + KEY_LIFE_MS + 5 * 60_000 - 1;
    expect(await codeOf(await sealed("hi", { notAfterMs: nowMs + 1 }), { nowMs })).toBe("opened");
  });

  it("does not open a second time after it was refused for its content", async () => {
    const given = await sealed("hi", { terms: { priceCeilingNanoton: "1" } });
    expect(await codeOf(given)).toBe("quote_mismatch");
    expect(await codeOf(given)).toBe("replayed");
  });
});
