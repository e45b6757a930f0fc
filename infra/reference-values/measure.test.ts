import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256, toHex } from "@cocoon/protocol/bytes";
import { launchDigest, readFirmware } from "@cocoon/protocol/launch";
import { OVMF_SECTION, ovmfImage } from "@cocoon/protocol/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMeasureArguments } from "./measure-arguments.ts";
import { measureAll } from "./measured.ts";
import { UsageError } from "./usage-error.ts";

const KERNEL = new Uint8Array(5000).fill(1);
const INITRD = new Uint8Array(7000).fill(2);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-measure-"));
  const open = ovmfImage({ sections: [[0x80_0000, 0x1000, OVMF_SECTION.memory]] });
  const files = { ovmf: ovmfImage(), open, kernel: KERNEL, initrd: INITRD, text: new Uint8Array(10) };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

function measure(...args: readonly string[]) {
  const options = readMeasureArguments(args, folder);
  if (!options) throw new Error("these arguments ask for help");
  return measureAll(options);
}

const expected = (vcpus: number, cpuSignature: number, cmdline = ""): string =>
  toHex(
    launchDigest({
      firmware: readFirmware(ovmfImage()),
      boot: { kernel: sha256(KERNEL), initrd: sha256(INITRD), cmdline },
      vmm: "qemu",
      vcpus,
      cpuSignature,
      guestFeatures: 1n,
    }),
  );

const IMAGE = ["--ovmf", "ovmf", "--kernel", "kernel", "--initrd", "initrd"];

describe("measuring an image", () => {
  it("gives the launch digest of each number of processors and each type", () => {
    expect(measure(...IMAGE, "--vcpus", "2,4", "--cpu", "EPYC-v4,EPYC-Genoa")).toEqual([
      { vcpus: 2, cpu: "EPYC-v4", digest: expected(2, 0x80_0f12) },
      { vcpus: 2, cpu: "EPYC-Genoa", digest: expected(2, 0xa1_0f10) },
      { vcpus: 4, cpu: "EPYC-v4", digest: expected(4, 0x80_0f12) },
      { vcpus: 4, cpu: "EPYC-Genoa", digest: expected(4, 0xa1_0f10) },
    ]);
  });

  it("takes every option into account", () => {
    const base = [...IMAGE, "--vcpus", "2", "--cpu", "EPYC-v4"];
    const digests = [
      base,
      [...base, "--cmdline", "quiet"],
      [...base, "--vmm", "ec2"],
      [...base, "--vmm", "gce"],
      [...base, "--guest-features", "0x21"],
      [...IMAGE.slice(0, 4), "--vcpus", "2", "--cpu", "EPYC-v4"],
      ["--ovmf", "ovmf", "--vcpus", "2", "--cpu", "EPYC-v4"],
    ].map((args) => measure(...args)[0]?.digest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests[1]).toBe(expected(2, 0x80_0f12, "quiet"));
  });

  it.each([
    [[], "--ovmf is missing"],
    [["--ovmf", "ovmf"], "--vcpus is missing"],
    [["--ovmf", "ovmf", "--vcpus", "1"], "--cpu is missing"],
    [["--ovmf", "none", "--vcpus", "1", "--cpu", "EPYC"], "There is no file"],
    [["--ovmf", "text", "--vcpus", "1", "--cpu", "EPYC"], "not of whole pages"],
    [["--ovmf", "open", "--kernel", "kernel", "--vcpus", "1", "--cpu", "EPYC"], "SNP_KERNEL_HASHES"],
    [["--ovmf", "ovmf", "--vcpus", "1,0", "--cpu", "EPYC"], "from 1 to 1024"],
    [["--ovmf", "ovmf", "--vcpus", "1", "--cpu", "Xeon"], 'no processor type "Xeon"'],
    [["--ovmf", "ovmf", "--vcpus", "1", "--cpu", "EPYC", "--vmm", "xen"], 'no VMM "xen"'],
    [["--ovmf", "ovmf", "--vcpus", "1", "--cpu", "EPYC", "--guest-features", "1"], "in hex"],
    [["--ovmf", "ovmf", "--vcpus", "1", "--cpu", "EPYC", "--cmdline", "quiet"], "go with --kernel"],
    [["--ovmf", "ovmf", "--smp", "1"], "Unknown option"],
  ])("refuses %j", (args, sentence) => {
    expect(() => measure(...args)).toThrow(UsageError);
    expect(() => measure(...args)).toThrow(sentence);
  });
});

describe("as a command", () => {
  const run = (...args: readonly string[]) => {
    const script = fileURLToPath(new URL("./measure.ts", import.meta.url));
    const flags = ["--conditions=@cocoon/source", "--import", "tsx", script];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...args], {
      env: { PATH: process.env["PATH"], INIT_CWD: folder },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("prints just the hex of one digest, with paths from where the person stands", () => {
    const args = [...IMAGE, "--vcpus", "2", "--cpu", "EPYC-v4"];
    expect(run(...args)).toEqual({ status: 0, stdout: `${expected(2, 0x80_0f12)}\n`, stderr: "" });
  });

  it("prints what a manifest lists with --json", () => {
    const { stdout } = run(...IMAGE, "--vcpus", "2", "--cpu", "EPYC-v4", "--json");
    const digest = expected(2, 0x80_0f12);
    expect(JSON.parse(stdout)).toEqual({ measurements: [{ vcpus: 2, cpu: "EPYC-v4", digest }] });
  });

  it("says what is wrong in a sentence and exits with 2", () => {
    expect(run("--ovmf", "none", "--vcpus", "1", "--cpu", "EPYC-v4")).toEqual({
      status: 2,
      stdout: "",
      stderr: `measure: There is no file ${join(folder, "none")}; name an OVMF image.\n`,
    });
  });
});
