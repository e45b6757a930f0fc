import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, MalformedError, toHex } from "../bytes/index.ts";
import { OVMF_SECTION, ovmfImage } from "../testing/ovmf-image.ts";
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

const launch = (changes: Partial<Launch> = {}): Launch => ({
  firmware: readFirmware(ovmfImage()),
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
      digest({ firmware: readFirmware(ovmfImage({ hashTable: 0x81_0c10 })) }),
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
    const open = readFirmware(ovmfImage({ sections: [[0x80_0000, 0x1000, OVMF_SECTION.memory]] }));
    expect(() => digest({ firmware: open })).toThrow("SNP_KERNEL_HASHES");
    expect(digest({ firmware: open, boot: null })).toHaveLength(96);
    expect(() => digest({ firmware: readFirmware(ovmfImage({ hashTable: 0x90_0c00 })) })).toThrow(
      MalformedError,
    );
    expect(() => digest({ firmware: readFirmware(ovmfImage({ hashTable: 0x81_0fff })) })).toThrow(
      MalformedError,
    );
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
    ["has metadata of another version", ovmfImage({ version: 2 })],
    ["has a section of unknown type", ovmfImage({ sections: [[0, 0x1000, 9]] })],
    ["has a section that is not of whole pages", ovmfImage({ sections: [[8, 0x1000, 1]] })],
    ["has a section of more than 16 MiB", ovmfImage({ sections: [[0, 0x100_1000, 1]] })],
  ])("that %s is refused", (_, bytes) => {
    expect(() => readFirmware(bytes)).toThrow(MalformedError);
  });

  it("is refused or read, never more, with any byte of its tables changed", () => {
    const original = ovmfImage();
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
