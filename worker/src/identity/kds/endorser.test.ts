import type { AttesterEvidence } from "@cocoon/protocol/attestation";
import {
  mintSimulatedPki,
  mintSimulatedPkiWithCrls,
  SimulatedAttester,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EndorserBench, publish } from "../../testing/endorsing.ts";
import { bytesOf, cutOff, FakeKds, type KdsAnswer, stallThen, statusOf } from "../../testing/fake-kds.ts";
import { AttestationError } from "../attestation-error.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATA = new Uint8Array(64).fill(3);
const TCB = { fmc: 0, bootloader: 10, tee: 0, snp: 27, microcode: 84 };

let kds: FakeKds;
let pki: SimulatedPki;
/** Of the same root: one that has ended. */
let staleCrl: Uint8Array;
let bench: EndorserBench;
/** A report of this chip, with the certificates that AMD has for it. */
let chip: AttesterEvidence;
let otherChip: AttesterEvidence;

beforeAll(async () => {
  kds = await FakeKds.start();
  const ended = { thisUpdateMs: NOW_MS - 2 * DAY_MS, nextUpdateMs: NOW_MS - DAY_MS };
  const minted = await mintSimulatedPkiWithCrls({}, [ended]);
  pki = minted.pki;
  staleCrl = minted.crls[0] as Uint8Array;
  chip = await new SimulatedAttester(pki, "chip").report(DATA);
  otherChip = await new SimulatedAttester(pki, "other").report(DATA);
}, 120_000);
afterAll(() => kds.close());

beforeEach(() => {
  kds.reset();
  publish(kds, chip);
  bench = new EndorserBench(pki, kds.url, NOW_MS);
});

const kinds = () => kds.asked.map((path) => /cert_chain|crl/.exec(path)?.[0] ?? "vcek");
const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestationError);
  return (error as Error).message;
};

describe("endorsements", () => {
  it("come from AMD's key service once, whatever their content types, and serve every later report", async () => {
    const endorser = bench.endorser();
    expect(await endorser.endorse(chip.report, {})).toEqual(chip);
    expect(kinds()).toEqual(["cert_chain", "vcek", "crl"]);
    expect(await endorser.endorse(chip.report, {})).toEqual(chip);
    expect(kds.asked).toHaveLength(3);
  });

  it("are fetched once for callers that come at once", async () => {
    const endorser = bench.endorser();
    const all = await Promise.all(Array.from({ length: 8 }, () => endorser.endorse(chip.report, {})));
    expect(all.every(({ vek }) => vek === all[0]?.vek)).toBe(true);
    expect(kds.asked).toHaveLength(3);
  });

  it("are fetched for a Turin chip as for one of Genoa", async () => {
    const turin = await mintSimulatedPki({ product: "Turin" });
    const evidence = await new SimulatedAttester(turin, "chip").report(DATA);
    publish(kds, evidence);
    const other = new EndorserBench(turin, kds.url, NOW_MS);
    expect(await other.endorser().endorse(evidence.report, {})).toEqual(evidence);
    expect(kds.asked[1]).toMatch(/^\/vcek\/v1\/Turin\/[0-9a-f]{16}\?fmcSPL=01&/);
  }, 60_000);

  it("are the host's where those verify; the revocation list is AMD's all the same", async () => {
    const { vek, ask, ark } = chip;
    const table = { vcek: vek, ask, ark, crl: staleCrl };
    expect(await bench.endorser().endorse(chip.report, table)).toEqual(chip);
    expect(kinds()).toEqual(["crl"]);
  });

  it("are filled up from AMD where the host passes a part", async () => {
    expect(await bench.endorser().endorse(chip.report, { vcek: chip.vek })).toEqual(chip);
    expect(kinds()).toEqual(["cert_chain", "crl"]);
  });

  it.each<[string, () => Uint8Array]>([
    ["of another chip", () => otherChip.vek],
    ["that is none", () => new Uint8Array(40)],
    ["that is too large", () => new Uint8Array(5_000)],
  ])("are AMD's where the host passes a certificate %s", async (_, vcek) => {
    const { ask, ark } = chip;
    expect(await bench.endorser().endorse(chip.report, { vcek: vcek(), ask, ark })).toEqual(chip);
    expect(kinds()).toContain("vcek");
  });

  it("follow the chip to another firmware level", async () => {
    const endorser = bench.endorser();
    await endorser.endorse(chip.report, {});
    const updated = await new SimulatedAttester(pki, "chip", { tcb: { ...TCB, microcode: 85 } }).report(DATA);
    publish(kds, updated);
    expect(await endorser.endorse(updated.report, {})).toEqual(updated);
    expect(kinds()).toEqual(["cert_chain", "vcek", "crl", "vcek"]);
    expect(kds.asked[3]).toContain("ucodeSPL=85");
  });
});

describe("a key service that throttles", () => {
  it.each([
    ["seconds", "17", 17_000],
    ["a date", new Date(NOW_MS + 30_000).toUTCString(), 30_000],
    ["less than its usual wait", "0", 2_000],
    ["what can't be read", "soon", 2_000],
  ])("is left alone for as long as it says, in %s", async (_, retryAfter, waitMs) => {
    kds.once("SPL=", statusOf(429, { "retry-after": retryAfter }));
    expect(await bench.endorser().endorse(chip.report, {})).toEqual(chip);
    expect(bench.waits).toEqual([waitMs]);
    expect(bench.clock.now()).toBe(NOW_MS + waitMs);
  });

  it("is asked with growing waits, jittered, where it does not say", async () => {
    kds.once("SPL=", ...Array.from({ length: 4 }, () => statusOf(429)));
    await bench.endorser().endorse(chip.report, {});
    expect(bench.waits).toEqual([2_000, 4_000, 8_000, 16_000]);
  });

  it("does not keep a start waiting for longer than two minutes", async () => {
    kds.once("SPL=", statusOf(429, { "retry-after": "86400" }));
    const endorser = bench.endorser();
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("asked less often (status 429)");
    expect(bench.clock.now()).toBeLessThan(NOW_MS + 2 * 60_000);
    expect(kds.asked).toHaveLength(2);
  });
});

describe("a key service that fails", () => {
  const faults: readonly [string, () => KdsAnswer, string][] = [
    ["status 500", () => statusOf(500), "an error of its own (status 500)"],
    ["status 503", () => statusOf(503, { "retry-after": "5" }), "an error of its own (status 503)"],
    ["a redirect", () => statusOf(302, { location: "/elsewhere" }), "can't be reached"],
    ["silence", () => () => bench.clock.advance(10_000), "does not answer within 10 seconds"],
    ["a body that stalls", () => stallThen(chip.vek, () => bench.clock.advance(10_000)), "within 10 seconds"],
    ["a body that is cut off", () => cutOff(chip.vek), "breaks off"],
    ["half a certificate", () => bytesOf(chip.vek.subarray(0, 500)), "something else (cert_parse)"],
    ["another page", () => bytesOf(Buffer.from("<html>")), "something else (cert_parse)"],
    ["another chip's certificate", () => bytesOf(otherChip.vek), "something else (hwid_mismatch)"],
    ["too many bytes", () => bytesOf(new Uint8Array(4_097)), "too many bytes"],
  ];

  it.each(faults)("by %s is asked again", async (_, answer, because) => {
    kds.once("SPL=", answer(), answer());
    expect(await bench.endorser().endorse(chip.report, {})).toEqual(chip);
    expect(kinds().filter((kind) => kind === "vcek")).toHaveLength(3);
    expect(bench.events.filter(({ fault }) => String(fault).includes(because))).toHaveLength(2);
  });

  it("by a chain that is none is asked again", async () => {
    kds.once("cert_chain", bytesOf(Buffer.from("<html>")), bytesOf(chip.ask));
    expect(await bench.endorser().endorse(chip.report, {})).toEqual(chip);
  });

  it("is given up after two minutes, with what to do, and recovers", async () => {
    const endorser = bench.endorser();
    kds.once("cert_chain", ...Array.from({ length: 50 }, () => statusOf(500)));
    const sentence = await failureOf(endorser.endorse(chip.report, {}));
    expect(sentence).toContain(
      "gives no certificates for this chip, because it answers with an error of its own",
    );
    expect(sentence).toContain("check COCOON_KDS");
    expect(bench.clock.now()).toBeGreaterThan(NOW_MS + 60_000);
    kds.reset();
    publish(kds, chip);
    expect(await endorser.endorse(chip.report, {})).toEqual(chip);
  });

  it("is not asked again for what it does not know", async () => {
    const { report } = otherChip;
    expect(await failureOf(bench.endorser().endorse(report, {}))).toContain("does not know");
    expect(kinds()).toEqual(["cert_chain", "vcek"]);
  });

  it("rests between reports that ask for what it does not know", async () => {
    const endorser = bench.endorser();
    for (let reports = 0; reports < 5; reports++) await failureOf(endorser.endorse(otherChip.report, {}));
    expect(bench.waits).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
    expect(bench.clock.now()).toBe(NOW_MS + 4 * 2_000);
  });

  it("can't pass another root off as AMD's", async () => {
    const forged = await mintSimulatedPki();
    const evidence = await new SimulatedAttester(forged, "chip").report(DATA);
    publish(kds, evidence);
    expect(await failureOf(bench.endorser().endorse(evidence.report, {}))).toContain("root_not_pinned");
  }, 60_000);

  it("is not noticed by those that have what they need", async () => {
    const endorser = bench.endorser();
    await endorser.endorse(chip.report, {});
    kds.reset();
    for (let hours = 0; hours < 48; hours += 6) {
      expect(await endorser.endorse(chip.report, {})).toEqual(chip);
      bench.clock.advance(6 * HOUR_MS);
    }
  });

  it("is of no use to a report that nobody would accept", async () => {
    const endorser = bench.endorser();
    expect(await failureOf(endorser.endorse(new Uint8Array(1184), {}))).toContain("layout is not known");
    const cpuId = { family: 0x1a, model: 0x50, stepping: 0 };
    const venice = await new SimulatedAttester(pki, "chip", { cpuId }).report(DATA);
    expect(await failureOf(endorser.endorse(venice.report, {}))).toContain("publishes no root");
    expect(kds.asked).toEqual([]);
  });
});
