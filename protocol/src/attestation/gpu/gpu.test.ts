import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, MalformedError, sha256, toHex } from "../../bytes/index.ts";
import { authorityExtensions, extension, mintCertificate } from "../../testing/certificates.ts";
import { der, integer, oid, sequence } from "../../testing/der-writer.ts";
import { type MintedKey, mintKey } from "../../testing/gpu-pki.ts";
import { gpuNetwork } from "../../vectors/gpu-fixtures.ts";
import { type Certificate, OID, readCertificate, readExtensions } from "../certificate.ts";
import { DerReader, TAG } from "../der.ts";
import { REASONS } from "../reasons.ts";
import { appraiseGpus } from "./appraise.ts";
import { verifyGpuChain } from "./chain.ts";
import { encodeDeviceEvidence, type GpuEvidence, parseDeviceEvidence } from "./device-evidence.ts";
import { fwidOf } from "./fwid.ts";
import { parseGpuReport, vbiosText } from "./report.ts";

const network = await gpuNetwork();
const [device] = (await network.devices()) as [GpuEvidence];
const evidence = encodeDeviceEvidence([device]);
const check = (bytes: Uint8Array) => appraiseGpus(bytes, network.context);

describe("device evidence", () => {
  it("is read as it was written", () => {
    expect(parseDeviceEvidence(evidence)).toEqual([device]);
    expect(encodeDeviceEvidence([])).toHaveLength(0);
  });

  it("that no verifier would read is not written", () => {
    const [leaf] = device.chain as [Uint8Array];
    for (const devices of [
      Array<GpuEvidence>(17).fill(device),
      [{ ...device, chain: [] }],
      [{ ...device, chain: Array<Uint8Array>(11).fill(leaf) }],
      [{ ...device, chain: [new Uint8Array(4097)] }],
      [{ ...device, report: new Uint8Array(16_385) }],
    ])
      expect(() => encodeDeviceEvidence(devices)).toThrow(MalformedError);
  });

  it("is bounded as a whole", () => {
    expect(() => parseDeviceEvidence(new Uint8Array(256 * 1024 + 1))).toThrow(MalformedError);
  });
});

describe("GPU evidence", () => {
  it("with any single bit changed is refused, for a reason of its own", async () => {
    const reportEnd = 5 + device.report.length;
    const bit = fc.record({ at: fc.nat(evidence.length - 1), bit: fc.nat(7) });
    // Half of the cases in the certificates, which are the shorter half.
    const inChain = fc.record({
      at: fc.integer({ min: reportEnd, max: evidence.length - 1 }),
      bit: fc.nat(7),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(bit, inChain), async ({ at, bit: number }) => {
        const changed = new Uint8Array(evidence);
        changed[at] = (changed[at] as number) ^ (1 << number);
        const { gpus, failures } = await check(changed);
        expect(gpus).toEqual([]);
        expect(failures).toHaveLength(1);
        expect(REASONS).toHaveProperty(failures[0] as string);
        expect(failures[0]).toMatch(/^gpu_/);
      }),
      { numRuns: 150 },
    );
  });

  it("of any bytes is read or refused, never anything else", async () => {
    const spliced = fc
      .tuple(fc.nat(evidence.length), fc.uint8Array({ maxLength: 40 }), fc.nat(evidence.length))
      .map(([from, middle, to]) => concatBytes(evidence.subarray(0, from), middle, evidence.subarray(to)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), spliced), async (bytes) => {
        const { gpus, failures } = await check(bytes);
        expect(gpus.length > 0).toBe(failures.length === 0);
      }),
    );
  });
});

it("has the failures of all its devices told, of authentic ones beside others", async () => {
  const [stale] = (await network.devices({ driver: "another" })) as [GpuEvidence];
  const broken = { ...device, report: device.report.subarray(0, -1) };
  const { gpus, failures } = await check(encodeDeviceEvidence([device, stale, broken]));
  expect(gpus).toEqual([]);
  expect([...failures].sort()).toEqual(["gpu_evidence_malformed", "gpu_measurement_mismatch"]);
});

it("lets a fault that is none of the evidence's through as what it is", async () => {
  const fault = new RangeError("out of memory");
  const context = {
    ...network.context,
    get nowMs(): number {
      throw fault;
    },
  };
  await expect(appraiseGpus(evidence, context)).rejects.toBe(fault);
});

/** Below a root of its own, by common names from the leaf up. */
async function chainOf(names: readonly string[]) {
  const keys = await Promise.all(names.map(() => mintKey()));
  const chain = await Promise.all(
    names.map((subject, i) => {
      const above = Math.min(i + 1, names.length - 1);
      const issuer = names[above] as string;
      const extensions = i === 0 ? [] : authorityExtensions("root");
      const { spki } = keys[i] as MintedKey;
      return mintCertificate(
        { serial: 1, issuer, subject, spki, extensions },
        (keys[above] as MintedKey).privateKey,
      );
    }),
  );
  const root = keys.at(-1) as MintedKey;
  const roots = [{ spkiSha256: toHex(sha256(root.spki)), class: "simulated" as const }];
  return verifyGpuChain(chain.map(readCertificate), { roots, nowMs: network.context.nowMs });
}

describe("a chain", () => {
  const GPU = [
    "GH100 A01 GSP FMC LF",
    "GH100 A01 GSP BROM",
    "NVIDIA GH100 Provisioner ICA 1",
    "NVIDIA GH100 Identity",
  ];

  it("is a GPU's by every name of it, below one root", async () => {
    expect(await chainOf([...GPU, "root"])).toMatchObject({ architecture: "GH100" });
  });

  it.each([
    ["that goes on behind a GPU's", [...GPU, "somebody", "root"]],
    ["with something before a GPU's", ["somebody", ...GPU, "root"]],
    ["that lacks one of its names", [...GPU.slice(1), "root"]],
    ["of two architectures", ["GB100 A01 GSP FMC LF", ...GPU.slice(1), "root"]],
    [
      "of a switch below the GPUs' own names",
      ["LS_10 A01 GSP FMC LF", "LS_10 A01 GSP BROM", ...GPU.slice(2), "root"],
    ],
  ])("%s is none", async (_, names) => {
    expect(await chainOf(names)).toMatchObject({ architecture: null });
  });
});

describe("a GPU's report", () => {
  it("is malformed wherever it is cut off", () => {
    for (let length = 0; length < device.report.length; length += 7)
      expect(() => parseGpuReport(device.report.subarray(0, length))).toThrow(MalformedError);
  });

  it("names the VBIOS as NVIDIA's tools do, from eight bytes or as text", () => {
    expect(vbiosText(new Uint8Array([0x00, 0x9f, 0x00, 0x96, 0x0f, 0, 0, 0]))).toBe("96.00.9F.00.0F");
    expect(vbiosText(new TextEncoder().encode("96.10.55.00.01\0\0"))).toBe("96.10.55.00.01");
    expect(vbiosText()).toBe("");
  });
});

describe("the firmware that a certificate is for", () => {
  const digest = new Uint8Array(48).fill(7);
  const fwid = sequence(oid("608648016503040202"), der(TAG.octetString, digest));
  const none = sequence(oid("608648016503040202"), der(TAG.octetString, new Uint8Array(48)));
  const leaf = (type: string, value: Uint8Array): Pick<Certificate, "extensions"> => {
    const list = new DerReader(sequence(sequence(extension(type, value))));
    return { extensions: readExtensions(new DerReader(list.content(TAG.sequence))) };
  };

  it("stands in a composite device id, or first in TCB information", () => {
    expect(fwidOf(leaf(OID.diceCompositeId, sequence(integer(1), sequence(), fwid)))).toEqual(digest);
    const info = sequence(der(0x80, new Uint8Array(3)), der(TAG.context(6), fwid, none));
    expect(fwidOf(leaf(OID.diceTcbInfo, info))).toEqual(digest);
    expect(fwidOf(leaf(OID.diceTcbInfo, sequence(der(0x80, new Uint8Array(3)))))).toBeNull();
    expect(fwidOf(leaf(OID.keyUsage, info))).toBeNull();
  });

  it("is malformed in any other form", () => {
    for (const value of [
      sequence(),
      sequence(integer(1), fwid),
      sequence(integer(1), sequence(), fwid, none),
    ])
      expect(() => fwidOf(leaf(OID.diceCompositeId, value))).toThrow(MalformedError);
    expect(() => fwidOf(leaf(OID.diceTcbInfo, sequence(der(TAG.context(6)))))).toThrow(MalformedError);
  });
});
