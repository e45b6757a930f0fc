import { encodeEvidenceBundle, parseEvidenceBundle } from "@cocoon/protocol/attestation";
import { developmentPolicy, mintSimulatedPki } from "@cocoon/protocol/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { newStubIdentity } from "../../stub/identity.ts";
import { decodeCase, encodeCase, type EvidenceCase, readyToVerify } from "./case.ts";
import { snpCase } from "./figures.ts";
import { gpuCase } from "./gpu-case.ts";
import { readyPkijs, verifyByPkijs } from "./pkijs.ts";

let evidence: EvidenceCase;
let withGpu: EvidenceCase;
beforeAll(async () => {
  readyPkijs();
  const pki = await mintSimulatedPki();
  const policy = developmentPolicy(pki);
  evidence = snpCase(await newStubIdentity(pki, policy, "bench"), policy);
  withGpu = await gpuCase(pki);
}, 60_000);

/** Each part with a bit of what is signed flipped. */
const PARTS = [
  ["report", 0x50],
  ["vek", 200],
  ["ask", 200],
  ["ark", 200],
  ["crl", 100],
] as const;

it("evidence with a GPU is accepted for its GPU, and not without it", async () => {
  await expect(readyToVerify(decodeCase(encodeCase(withGpu)))()).resolves.toBeUndefined();
  await expect(readyToVerify({ ...withGpu, bundle: evidence.bundle })()).rejects.toThrow("refused");
});

describe("the baseline does what it says: both sides", () => {
  it("accept evidence that is in order", async () => {
    await expect(verifyByPkijs(evidence.bundle)).resolves.toBeUndefined();
    await expect(readyToVerify(decodeCase(encodeCase(evidence)))()).resolves.toBeUndefined();
  });

  it.each(PARTS)("refuse another %s", async (part, at) => {
    const parts = parseEvidenceBundle(evidence.bundle);
    const bytes = new Uint8Array(parts[part]);
    bytes[at] = (bytes[at] as number) ^ 1;
    const bundle = encodeEvidenceBundle({ ...parts, [part]: bytes });
    await expect(verifyByPkijs(bundle)).rejects.toThrow();
    await expect(readyToVerify({ ...evidence, bundle })()).rejects.toThrow("refused");
  });
});
