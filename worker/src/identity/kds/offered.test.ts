import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AttesterEvidence } from "@cocoon/protocol/attestation";
import { mintSimulatedPki, SimulatedAttester, type SimulatedPki } from "@cocoon/protocol/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EndorserBench } from "../../testing/endorsing.ts";
import { offeredByFolder, offeredByHost } from "./offered.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
let pki: SimulatedPki;
let chip: AttesterEvidence;
let folder: string;

beforeAll(async () => {
  pki = await mintSimulatedPki();
  chip = await new SimulatedAttester(pki, "chip").report(new Uint8Array(64));
}, 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-certificates-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (files: Readonly<Record<string, Uint8Array>>) =>
  Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(folder, `${name}.der`), bytes)));

/** Without AMD's key service. */
const endorse = (table = {}) =>
  new EndorserBench(pki, "http://127.0.0.1:9", NOW_MS)
    .endorser({ kds: null, folder })
    .endorse(chip.report, table);

describe("certificates that are not from AMD's key service", () => {
  it("are taken from the folder, and from the host before it", async () => {
    const { vek, ask, ark, crl } = chip;
    await write({ vek, ask, ark, crl });
    expect(await endorse()).toEqual(chip);
    await rm(join(folder, "vek.der"));
    expect(await endorse({ vcek: vek })).toEqual(chip);
    await write({ vek });
    expect(await endorse({ vcek: new Uint8Array(9), ark: ask })).toEqual(chip);
  });

  it("are asked for by name where they are missing and AMD is not to be asked", async () => {
    const { vek, ask, ark } = chip;
    await expect(endorse()).rejects.toThrow("no VCEK certificate that verifies, and COCOON_KDS is off");
    await write({ vek, ask });
    await expect(endorse()).rejects.toThrow("put vek.der, ask.der and ark.der into the folder");
    await write({ ark });
    await expect(endorse()).rejects.toThrow("put AMD's crl.der into the folder");
  });

  it("are of the kind that signed the report", () => {
    const [vcek, vlek] = [new Uint8Array([1]), new Uint8Array([2])];
    expect(offeredByHost({ vcek, vlek }, "VCEK")).toEqual({ vek: vcek });
    expect(offeredByHost({ vcek, vlek, ask: vcek }, "VLEK")).toEqual({ vek: vlek, ask: vcek });
    expect(offeredByHost({ vlek, crl: new Uint8Array(65_537) }, "VCEK")).toEqual({});
  });

  it("are a mistake of the owner's where the folder has what no verifier reads", async () => {
    await write({ vek: new Uint8Array(4_097) });
    await expect(offeredByFolder(folder)).rejects.toThrow(
      "vek.der in COCOON_CERTIFICATES is larger than 4096",
    );
    await rm(join(folder, "vek.der"));
    await mkdir(join(folder, "ark.der"));
    await expect(offeredByFolder(folder)).rejects.toThrow("ark.der in COCOON_CERTIFICATES can't be read");
    expect(await offeredByFolder(null)).toEqual({});
  });
});
