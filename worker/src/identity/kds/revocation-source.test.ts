import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttesterEvidence, KEY_MAX_LIFE_MS } from "@cocoon/protocol/attestation";
import { mintSimulatedPkiWithCrls, SimulatedAttester, type SimulatedPki } from "@cocoon/protocol/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EndorserBench, publish } from "../../testing/endorsing.ts";
import { bytesOf, FakeKds, statusOf } from "../../testing/fake-kds.ts";
import { AttestationError } from "../attestation-error.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CRL_PATH = "/vcek/v1/Genoa/crl";

let kds: FakeKds;
let pki: SimulatedPki;
/** One that ends in a day, one that has ended, one of today. */
let shortCrl: Uint8Array;
let staleCrl: Uint8Array;
let newCrl: Uint8Array;
/** Two that name the intermediate: of today, and of the very second of the short one. */
let revokingCrl: Uint8Array;
let revokingTwinCrl: Uint8Array;
let bench: EndorserBench;
/** A report, with the certificates that AMD has for its chip, and the oldest of all lists. */
let chip: AttesterEvidence;

beforeAll(async () => {
  kds = await FakeKds.start();
  const minted = await mintSimulatedPkiWithCrls({}, [
    { thisUpdateMs: NOW_MS - DAY_MS, nextUpdateMs: NOW_MS + DAY_MS },
    { thisUpdateMs: NOW_MS - 2 * DAY_MS, nextUpdateMs: NOW_MS - DAY_MS },
    { thisUpdateMs: NOW_MS },
    { thisUpdateMs: NOW_MS, revoked: true },
    { thisUpdateMs: NOW_MS - DAY_MS, revoked: true },
  ]);
  pki = minted.pki;
  [shortCrl, staleCrl, newCrl, revokingCrl, revokingTwinCrl] = minted.crls as unknown as Lists;
  chip = await new SimulatedAttester(pki, "chip").report(new Uint8Array(64));
}, 120_000);
afterAll(() => kds.close());

beforeEach(() => {
  kds.reset();
  publish(kds, chip);
  bench = new EndorserBench(pki, kds.url, NOW_MS);
});

type Lists = [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
const serveCrl = (crl: Uint8Array) => kds.serve(CRL_PATH, bytesOf(crl));
const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestationError);
  return (error as Error).message;
};
/** Until what goes on in the background has asked, and been answered or not. */
const background = async (endorser: ReturnType<EndorserBench["endorser"]>, asked: number) => {
  await endorser.endorse(chip.report, {});
  await expect.poll(() => kds.asked.length, { interval: 1 }).toBe(asked);
};
/** One that served well until AMD's next list named its chain, which came unasked by any report. */
const revokedInTheBackground = async () => {
  serveCrl(shortCrl);
  const endorser = bench.endorser();
  await endorser.endorse(chip.report, {});
  serveCrl(revokingCrl);
  bench.clock.advance(KEY_MAX_LIFE_MS);
  await background(endorser, 4);
  await expect.poll(() => bench.logged("crl_revokes"), { interval: 1 }).toBe(1);
  return endorser;
};

describe("the revocation list", () => {
  it("is renewed halfway to its end, while the old one serves", async () => {
    serveCrl(shortCrl);
    const endorser = bench.endorser();
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(shortCrl);
    bench.clock.advance(11 * HOUR_MS);
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(shortCrl);
    expect(kds.asked).toHaveLength(3);
    serveCrl(newCrl);
    bench.clock.advance(HOUR_MS);
    await background(endorser, 4);
    await expect
      .poll(async () => (await endorser.endorse(chip.report, {})).crl, { interval: 1 })
      .toEqual(newCrl);
  });

  it("serves to its end when it can't be renewed, and no report is good after that", async () => {
    serveCrl(shortCrl);
    const endorser = bench.endorser();
    await endorser.endorse(chip.report, {});
    kds.once("crl", ...Array.from({ length: 50 }, () => statusOf(500)));
    bench.clock.advance(23 * HOUR_MS);
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(shortCrl);
    await expect.poll(() => bench.logged("crl_refresh_failed"), { interval: 1 }).toBe(1);
    bench.clock.advance(2 * HOUR_MS);
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("an error of its own");
    kds.reset();
    serveCrl(newCrl);
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(newCrl);
  });

  it("is not taken when it has ended, or is none", async () => {
    kds.once("crl", bytesOf(staleCrl), bytesOf(new Uint8Array(9)), bytesOf(new Uint8Array()));
    expect((await bench.endorser().endorse(chip.report, {})).crl).toEqual(chip.crl);
    expect(bench.events.map(({ fault }) => String(fault)).join()).toMatch(
      /crl_stale.*crl_signature.*crl_missing/,
    );
  });

  it("is the host's while AMD gives none, and AMD's soon after", async () => {
    kds.once("crl", ...Array.from({ length: 50 }, () => statusOf(404)));
    const endorser = bench.endorser();
    expect((await endorser.endorse(chip.report, { crl: shortCrl })).crl).toEqual(shortCrl);
    kds.reset();
    serveCrl(newCrl);
    bench.clock.advance(10 * 60_000);
    await background(endorser, 1);
    await expect
      .poll(async () => (await endorser.endorse(chip.report, {})).crl, { interval: 1 })
      .toEqual(newCrl);
  });
});

describe("a revocation list that is known", () => {
  it("ends the worker's evidence at once when it names the chain", async () => {
    const endorser = await revokedInTheBackground();
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("AMD has revoked");
    expect(bench.waits).toEqual([]);
  });

  it("is not undone by an older one, of the host or of a service that no longer knows", async () => {
    const endorser = await revokedInTheBackground();
    const older = { crl: shortCrl };
    kds.serve(CRL_PATH, statusOf(404));
    expect(await failureOf(endorser.endorse(chip.report, older))).toContain("AMD has revoked");
    serveCrl(shortCrl);
    bench.clock.advance(HOUR_MS);
    expect(await failureOf(endorser.endorse(chip.report, older))).toContain("AMD has revoked");
    expect(bench.events.at(-1)?.["fault"]).toContain("older than a list that is known");
  });

  it("gives way to a newer one alone, by which the worker may go on", async () => {
    serveCrl(revokingTwinCrl);
    const endorser = bench.endorser();
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("AMD has revoked");
    serveCrl(shortCrl);
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("AMD has revoked");
    serveCrl(newCrl);
    bench.clock.advance(HOUR_MS);
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(newCrl);
  });

  it("gives way to another of its second when that one revokes", async () => {
    serveCrl(shortCrl);
    const endorser = bench.endorser();
    await endorser.endorse(chip.report, {});
    serveCrl(revokingTwinCrl);
    bench.clock.advance(12 * HOUR_MS);
    await background(endorser, 4);
    await expect.poll(() => bench.logged("crl_revokes"), { interval: 1 }).toBe(1);
    expect(await failureOf(endorser.endorse(chip.report, {}))).toContain("AMD has revoked");
  });

  it("is not replaced by an older one of a cache that has fallen behind", async () => {
    serveCrl(newCrl);
    const endorser = bench.endorser();
    await endorser.endorse(chip.report, {});
    serveCrl(chip.crl);
    bench.clock.advance(12 * HOUR_MS);
    await background(endorser, 4);
    await expect.poll(() => bench.logged("crl_refresh_failed"), { interval: 1 }).toBe(1);
    expect((await endorser.endorse(chip.report, {})).crl).toEqual(newCrl);
  });
});

describe("a revocation list where AMD gives none", () => {
  it("is the newest that is offered, by the host or in the folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cocoon-lists-"));
    const ofBoth = async (own: Uint8Array, hosts: Uint8Array) => {
      await writeFile(join(folder, "crl.der"), own);
      const { vek: vcek, ask, ark } = chip;
      return bench.endorser({ kds: null, folder }).endorse(chip.report, { vcek, ask, ark, crl: hosts });
    };
    expect((await ofBoth(newCrl, shortCrl)).crl).toEqual(newCrl);
    expect((await ofBoth(shortCrl, newCrl)).crl).toEqual(newCrl);
    expect((await ofBoth(staleCrl, shortCrl)).crl).toEqual(shortCrl);
    expect(await failureOf(ofBoth(revokingCrl, shortCrl))).toContain("AMD has revoked");
    expect(await failureOf(ofBoth(shortCrl, revokingCrl))).toContain("AMD has revoked");
    expect((await ofBoth(revokingTwinCrl, newCrl)).crl).toEqual(newCrl);
    await rm(folder, { recursive: true });
  });

  it("is read anew for each report, and never goes back", async () => {
    const endorser = bench.endorser({ kds: null });
    const { vek: vcek, ask, ark } = chip;
    const withList = (crl: Uint8Array) => endorser.endorse(chip.report, { vcek, ask, ark, crl });
    expect((await withList(shortCrl)).crl).toEqual(shortCrl);
    expect((await withList(newCrl)).crl).toEqual(newCrl);
    expect((await withList(shortCrl)).crl).toEqual(newCrl);
  });
});
