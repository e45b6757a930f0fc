import {
  buildEvidence,
  encodeDeviceEvidence,
  encodeKeyMaterial,
  gpuNonceOf,
  verifyNode,
} from "@cocoon/protocol/attestation";
import {
  developmentPolicy,
  mintSimulatedPki,
  mintSimulatedReferenceKeys,
  SimulatedAttester,
  SimulatedGpus,
  simulatedGpuValue,
  simulatedReferenceValues,
  verifiedValues,
} from "@cocoon/protocol/testing";
import { expect, it } from "vitest";
import { nodeJson, nodeLine } from "./render.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const pki = await mintSimulatedPki();
const minted = mintSimulatedReferenceKeys();

/** A verified node with so many simulated GPUs. */
async function nodeWith(count: number) {
  const keyMaterial = encodeKeyMaterial({
    hpkePk: new Uint8Array(1216),
    signPk: new Uint8Array(32),
    createdMs: NOW_MS,
    expiresMs: NOW_MS + 1000,
    beacon: { source: "simulated", seqno: 1, rootHash: "00".repeat(32) },
    models: [{ id: "demo", manifest: "ab".repeat(32) }],
    gpu: { policy: count > 0 ? "tee" : "none" },
    imageId: "worker-1",
  });
  const gpus = new SimulatedGpus(
    pki.gpu,
    Array.from({ length: count }, () => ({})),
  );
  const deviceEvidence = encodeDeviceEvidence(await gpus.evidence(gpuNonceOf(keyMaterial)));
  const attester = new SimulatedAttester(pki, "worker-1");
  const verdict = await verifyNode({
    bundle: await buildEvidence({ attester, keyMaterial, deviceEvidence }),
    policy: {
      ...developmentPolicy({
        ...pki,
        referenceKeys: minted.keys,
        simulatedGpuRoot: pki.gpu.rootSpkiSha256,
      }),
      gpuTee: "any",
    },
    referenceValues: values(),
    nowMs: NOW_MS,
  });
  if (!verdict.ok) throw new Error(verdict.sentence);
  return verdict.node;
}

function values() {
  const { measurements } = pki;
  const given = { measurements, gpus: [simulatedGpuValue()], models: [], version: 1, nowMs: NOW_MS };
  return verifiedValues(simulatedReferenceValues(minted, given), minted.keys, NOW_MS);
}

it("says of each node whether it has a confidential GPU, and that a simulated one is simulated", async () => {
  const [none, one, two] = [await nodeWith(0), await nodeWith(1), await nodeWith(2)];
  expect(nodeLine(none)).toContain("NO CONFIDENTIAL GPU");
  expect(nodeLine(one)).toMatch(/ · SIMULATED GPU GH100$/);
  expect(nodeLine(two)).toMatch(/ · 2 × SIMULATED GPU GH100$/);
  expect(nodeJson(none)).toMatchObject({ gpuTee: false, gpus: [] });
  expect(nodeJson(one)).toMatchObject({
    gpuTee: true,
    gpus: [{ architecture: "GH100", driver: "SIMULATED", rootClass: "simulated" }],
  });
});
