import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../clock.ts";
import { certificateTable, GUIDS } from "../../testing/certificate-table.ts";
import { FakeTsm } from "../../testing/fake-tsm.ts";
import { AmdAttester } from "./amd-attester.ts";
import { TsmReports } from "./report-directory.ts";

const DATA = new Uint8Array(64).fill(1);
const bytes = (byte: number, length = 16) => new Uint8Array(length).fill(byte);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-amd-"));
  await mkdir(join(folder, "tsm"));
});
afterEach(() => rm(folder, { recursive: true }));

const attester = (auxblob: Uint8Array | null, certificates: string | null = folder) => {
  const root = join(folder, "tsm");
  const files = new FakeTsm({ auxblob });
  return new AmdAttester(new TsmReports({ clock: systemClock, root, files }), certificates);
};

const write = (name: string, content: Uint8Array) => writeFile(join(folder, `${name}.der`), content);

describe("the AMD attester", () => {
  it("takes what the host passes, and the rest from the folder", async () => {
    await Promise.all([
      write("vek", bytes(9)),
      write("ask", bytes(2)),
      write("ark", bytes(3)),
      write("crl", bytes(4)),
    ]);
    const evidence = await attester(certificateTable([[GUIDS.vcek, bytes(1)]])).report(DATA);
    expect(evidence.report.subarray(0x50, 0x90)).toEqual(DATA);
    expect([evidence.vek, evidence.ask, evidence.ark, evidence.crl]).toEqual(
      [1, 2, 3, 4].map((byte) => bytes(byte)),
    );
  });

  it("does without a revocation list, which is the policy's to demand", async () => {
    const table = certificateTable([
      [GUIDS.vlek, bytes(1)],
      [GUIDS.ask, bytes(2)],
      [GUIDS.ark, bytes(3)],
    ]);
    expect((await attester(table, null).report(DATA)).crl).toHaveLength(0);
  });

  it("names a certificate that is missing, and how to give it", async () => {
    await Promise.all([write("vek", bytes(1)), write("ask", bytes(2))]);
    await expect(attester(null).report(DATA)).rejects.toThrow(
      "ark.der is missing: the host passes none, so put AMD's",
    );
    await expect(attester(null, null).report(DATA)).rejects.toThrow("vek.der is missing");
  });

  it("refuses a certificate that no verifier would read", async () => {
    await Promise.all([write("vek", bytes(1, 4097)), write("ask", bytes(2)), write("ark", bytes(3))]);
    await expect(attester(null).report(DATA)).rejects.toThrow("vek.der is larger than 4096 bytes");
  });

  it("says which file it can't read", async () => {
    await Promise.all([write("vek", bytes(1)), write("ask", bytes(2)), mkdir(join(folder, "ark.der"))]);
    await expect(attester(null).report(DATA)).rejects.toThrow("ark.der in COCOON_CERTIFICATES can't be read");
  });
});
