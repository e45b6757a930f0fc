import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { encodeReferenceBundle, type ReferenceKeys } from "@cocoon/protocol/reference-values";
import {
  developmentPolicy,
  mintSimulatedReferenceKeys,
  type SimulatedReferenceKeys,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { ClientError, clientError } from "../errors.ts";
import { MemoryStore } from "../store.ts";
import { ReferenceSource } from "./reference-source.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const minted = mintSimulatedReferenceKeys();

const policyFor = (referenceKeys: ReferenceKeys): AppraisalPolicy =>
  developmentPolicy({ simulatedRoots: { Genoa: "11".repeat(32) }, measurements: [], referenceKeys });

const signed = (version: number, signedMs = NOW_MS, by: SimulatedReferenceKeys = minted): Uint8Array =>
  encodeReferenceBundle(
    simulatedReferenceValues(by, {
      measurements: ["ab".repeat(48)],
      models: [{ id: "demo", manifest: `${version}`.padStart(64, "0") }],
      version,
      nowMs: signedMs,
    }),
  );

let store: MemoryStore;
let nowMs: number;
let carried: Uint8Array | null | ClientError;
let fetches: number;
beforeEach(() => {
  store = new MemoryStore();
  nowMs = NOW_MS;
  carried = signed(5);
  fetches = 0;
});

const answer = async (): Promise<Uint8Array | null> => {
  if (carried instanceof ClientError) throw carried;
  return carried;
};

const source = (policy = policyFor(minted.keys), carry: () => Promise<Uint8Array | null> = answer) =>
  new ReferenceSource({
    policy,
    store,
    clock: () => nowMs,
    fetch: () => {
      fetches++;
      return carry();
    },
  });

const refused = async (from: ReferenceSource, code: string) => {
  await expect(from.current()).rejects.toMatchObject({
    code: "reference_values_refused",
    message: expect.stringContaining(code),
  });
};

describe("the reference values of a client", () => {
  it("are fetched once an hour, whoever asks meanwhile", async () => {
    const from = source();
    const both = await Promise.all([from.current(), from.current()]);
    expect(both.map((values) => values?.version)).toEqual([5, 5]);
    expect(fetches).toBe(1);
    carried = signed(6, NOW_MS + HOUR_MS);
    nowMs += HOUR_MS - 1;
    expect((await from.current())?.version).toBe(5);
    nowMs += 1;
    expect((await from.current())?.version).toBe(6);
  });

  it("are never older than those accepted before, in this run or another", async () => {
    carried = signed(6);
    await source().current();
    carried = signed(5);
    await refused(source(), "reference_values_rolled_back");
    carried = signed(6, NOW_MS + 1);
    nowMs += 1;
    await refused(source(), "reference_values_equivocated");
    carried = signed(7);
    expect((await source().current())?.version).toBe(7);
    expect((await store.loadReferenceMark(minted.keys.manifestKey))?.version).toBe(7);
  });

  it("leave no mark when they are refused", async () => {
    carried = signed(9, NOW_MS - 8 * DAY_MS);
    await refused(source(), "witness_stale");
    carried = signed(9, NOW_MS, mintSimulatedReferenceKeys());
    await refused(source(), "reference_values_signature");
    expect(await store.loadReferenceMark(minted.keys.manifestKey)).toBeNull();
  });

  it("go on being used while the proxy is away, until their witness is too old", async () => {
    const from = source();
    await from.current();
    nowMs += 7 * DAY_MS;
    for (const state of [clientError("network_failed"), null]) {
      carried = state;
      expect((await from.current())?.version).toBe(5);
    }
    nowMs += 1;
    expect(await from.current()).toBeNull();
    carried = clientError("network_failed");
    await expect(from.current()).rejects.toMatchObject({ code: "network_failed" });
    carried = signed(5, nowMs);
    await refused(from, "reference_values_equivocated");
  });

  it("are asked for again after a minute where the proxy was away, not by every question", async () => {
    const from = source();
    await from.current();
    nowMs += HOUR_MS;
    carried = clientError("network_failed");
    await from.current();
    await from.current();
    expect(fetches).toBe(2);
    nowMs += 60_000;
    carried = signed(6, nowMs);
    expect((await from.current())?.version).toBe(6);
  });

  it("are asked for again by a clock that was set back", async () => {
    nowMs += 2 * HOUR_MS;
    const from = source();
    await from.current();
    nowMs -= HOUR_MS;
    await from.current();
    expect(fetches).toBe(2);
  });

  it("are not waited for by a caller that goes away, while others wait on", async () => {
    const arrivals: ((bytes: Uint8Array) => void)[] = [];
    const carrying = new Promise<Uint8Array>((resolve) => arrivals.push(resolve));
    const from = source(undefined, () => carrying);
    const abort = new AbortController();
    const [first, leaving, last] = [from.current(), from.current(abort.signal), from.current()];
    abort.abort();
    await expect(leaving).rejects.toMatchObject({ code: "aborted" });
    for (const arrive of arrivals) arrive(signed(5));
    expect((await Promise.all([first, last])).map((values) => values?.version)).toEqual([5, 5]);
  });

  it("are not there when the proxy carries none, or nothing of their form", async () => {
    carried = null;
    expect(await source().current()).toBeNull();
    carried = new Uint8Array(7);
    await expect(source().current()).rejects.toMatchObject({ code: "answer_malformed" });
  });

  it("are not asked for by a policy that names no keys", async () => {
    const policy = { ...policyFor(minted.keys), referenceValues: "none" } as const;
    expect(await source(policy).current()).toBeNull();
    expect(fetches).toBe(0);
  });

  it("are not simulated for a policy that accepts no simulated root", async () => {
    await refused(source({ ...policyFor(minted.keys), roots: [] }), "reference_values_simulated");
  });
});
