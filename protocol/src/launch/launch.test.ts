import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, MalformedError, toHex, utf8 } from "../bytes/index.ts";
import { guidBytes, littleEndian } from "./little-endian.ts";
import {
  CPU_TYPE_NAMES,
  cpuSignatureOf,
  encodeIdBlock,
  idKeyDigest,
  type Launch,
  launchDigest,
  parseIdBlock,
  readFirmware,
} from "./index.ts";

const SECTION = { memory: 1, secrets: 2, cpuid: 3, kernelHashes: 0x10 };

/** One page of firmware with the tables that a real image ends in. */
function image({
  sections = [
    [0x80_0000, 0x2000, SECTION.memory],
    [0x80_2000, 0x1000, SECTION.secrets],
    [0x80_3000, 0x1000, SECTION.cpuid],
    [0x81_0000, 0x1000, SECTION.kernelHashes],
  ],
  version = 1,
  hashTable = 0x81_0c00,
}: {
  readonly sections?: readonly (readonly [gpa: number, size: number, type: number])[];
  readonly version?: number;
  readonly hashTable?: number;
} = {}): Uint8Array {
  const metadata = concatBytes(
    utf8("ASEV"),
    ...[16 + 12 * sections.length, version, sections.length, ...sections.flat()].map((n) =>
      littleEndian(4, n),
    ),
  );
  const entry = (guid: string, data: Uint8Array): Uint8Array =>
    concatBytes(data, littleEndian(2, data.length + 18), guidBytes(guid));
  const entries = concatBytes(
    entry(
      "7255371f-3a3b-4b04-927b-1da6efa8d454",
      concatBytes(littleEndian(4, hashTable), littleEndian(4, 0x400)),
    ),
    entry("dc886566-984a-4798-a75e-5585a7bf67cc", littleEndian(4, 1024)),
    entry("00f771de-1a7e-4fcb-890e-68c77e2fb44e", littleEndian(4, 0x80b004)),
  );
  const table = concatBytes(
    entries,
    littleEndian(2, entries.length + 18),
    guidBytes("96b582de-1fb2-45f7-baea-a366c55a082d"),
  );
  const page = new Uint8Array(4096);
  page.set(metadata, 4096 - 1024);
  page.set(table, 4096 - 32 - table.length);
  return page;
}

const launch = (changes: Partial<Launch> = {}): Launch => ({
  firmware: readFirmware(image()),
  boot: { kernel: new Uint8Array(32).fill(1), initrd: new Uint8Array(32).fill(2), cmdline: "quiet" },
  vmm: "qemu",
  vcpus: 2,
  cpuSignature: 0x80_0f12,
  guestFeatures: 1n,
  ...changes,
});
const digest = (changes?: Partial<Launch>): string => toHex(launchDigest(launch(changes)));

describe("a launch digest", () => {
  it("depends on everything that is measured", () => {
    const boot = launch().boot;
    if (!boot) throw new Error("the launch under test boots a kernel");
    const digests = [
      digest(),
      digest({ firmware: readFirmware(image({ hashTable: 0x81_0c10 })) }),
      digest({ boot: null }),
      digest({ boot: { ...boot, kernel: new Uint8Array(32).fill(3) } }),
      digest({ boot: { ...boot, initrd: new Uint8Array(32).fill(3) } }),
      digest({ boot: { ...boot, cmdline: "quiet " } }),
      digest({ vcpus: 3 }),
      digest({ cpuSignature: 0xa1_0f10 }),
      digest({ guestFeatures: 0x21n }),
      digest({ vmm: "ec2" }),
      digest({ vmm: "gce" }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("is refused for a firmware that would run any kernel", () => {
    const open = readFirmware(image({ sections: [[0x80_0000, 0x1000, SECTION.memory]] }));
    expect(() => digest({ firmware: open })).toThrow("SNP_KERNEL_HASHES");
    expect(digest({ firmware: open, boot: null })).toHaveLength(96);
    expect(() => digest({ firmware: readFirmware(image({ hashTable: 0x90_0c00 })) })).toThrow(MalformedError);
    expect(() => digest({ firmware: readFirmware(image({ hashTable: 0x81_0fff })) })).toThrow(MalformedError);
  });

  it("is of one processor at least, and of a number that a host can have", () => {
    for (const vcpus of [0, 1.5, 1025]) expect(() => digest({ vcpus })).toThrow(MalformedError);
  });
});

describe("a firmware image", () => {
  it.each([
    ["is empty", new Uint8Array(0)],
    ["is not of whole pages", new Uint8Array(4097)],
    ["is too large", new Uint8Array(16 * 1024 * 1024 + 4096)],
    ["has no table", new Uint8Array(4096)],
    ["has metadata of another version", image({ version: 2 })],
    ["has a section of unknown type", image({ sections: [[0, 0x1000, 9]] })],
    ["has a section that is not of whole pages", image({ sections: [[8, 0x1000, 1]] })],
    ["has a section of more than 16 MiB", image({ sections: [[0, 0x100_1000, 1]] })],
  ])("that %s is refused", (_, bytes) => {
    expect(() => readFirmware(bytes)).toThrow(MalformedError);
  });

  it("is refused or read, never more, with any byte of its tables changed", () => {
    const original = image();
    for (let at = 3072; at < 4096; at++) {
      const bytes = original.slice();
      bytes[at] = (bytes[at] as number) ^ 0xff;
      try {
        readFirmware(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    }
  });
});

describe("types of processors", () => {
  it("have the signatures of their CPUID", () => {
    expect(CPU_TYPE_NAMES).toContain("EPYC-v4");
    expect(cpuSignatureOf("EPYC-v4")).toBe(0x80_0f12);
    expect(cpuSignatureOf("EPYC-Milan")).toBe(0xa0_0f11);
    expect(cpuSignatureOf("EPYC-Genoa")).toBe(0xa1_0f10);
    expect(cpuSignatureOf("EPYC-Turin")).toBe(0xb0_0f00);
    expect(cpuSignatureOf("toString")).toBeNull();
  });
});

describe("an ID block", () => {
  const block = {
    launchDigest: new Uint8Array(48).fill(1),
    familyId: new Uint8Array(16).fill(2),
    imageId: new Uint8Array(16).fill(3),
    guestSvn: 4,
    policy: 0x30000n,
  };

  it("reads what it writes", () => {
    expect(parseIdBlock(encodeIdBlock(block))).toEqual(block);
  });

  it("of another size or version is refused", () => {
    const bytes = encodeIdBlock(block);
    expect(() => parseIdBlock(bytes.subarray(1))).toThrow(MalformedError);
    bytes[80] = 2;
    expect(() => parseIdBlock(bytes)).toThrow(MalformedError);
    expect(() => encodeIdBlock({ ...block, imageId: new Uint8Array(15) })).toThrow(MalformedError);
  });

  it("takes P-384 keys only", () => {
    const prefix = fromHex("3076301006072a8648ce3d020106052b8104002203620004");
    expect(idKeyDigest(concatBytes(prefix, new Uint8Array(96)))).toHaveLength(48);
    expect(() => idKeyDigest(concatBytes(prefix, new Uint8Array(95)))).toThrow(MalformedError);
    expect(() => idKeyDigest(new Uint8Array(120))).toThrow(MalformedError);
  });
});
