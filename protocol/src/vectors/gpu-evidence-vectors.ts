import {
  type AttestedGpu,
  encodeDeviceEvidence,
  type GpuEvidence,
  parseDeviceEvidence,
  REASONS,
  type ReasonCode,
} from "../attestation/index.ts";
import { toHex } from "../bytes/index.ts";
import type { ReferenceKeys } from "../reference-values/index.ts";
import { healthyGpu, mintSimulatedGpuPki, SimulatedGpus, simulatedGpuValue } from "../testing/index.ts";
import { type Edits, flip } from "./edits.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";
import { GPU_NONCE, type GpuNetwork, gpuNetwork } from "./gpu-fixtures.ts";

export interface GpuAccept {
  readonly name: string;
  readonly clause: string;
  /** Device evidence (SPEC 3.13). */
  readonly evidence: string;
  /** None where nobody demands one, and there is none. */
  readonly gpus: readonly AttestedGpu[];
  readonly required: boolean;
}

/** Accepted evidence after its edits, or evidence of its own; a GPU is demanded. */
export interface GpuReject extends Edits {
  readonly name: string;
  readonly clause: string;
  readonly codes: readonly ReasonCode[];
  readonly of?: string;
  readonly evidence?: string;
  readonly nowMs?: number;
  readonly nonce?: string;
  /** Whether no root is pinned, or no reference values are there. */
  readonly without?: "roots" | "values";
}

export interface GpuEvidenceVectors {
  readonly nowMs: number;
  /** What the reports must answer, in hex. */
  readonly nonce: string;
  /** Of the simulated root that is pinned, in hex. */
  readonly rootSpkiSha256: string;
  /** Signed, with the keys that they are verified by. */
  readonly referenceValues: {
    readonly manifest: string;
    readonly witness: string;
    readonly keys: ReferenceKeys;
  };
  readonly accept: readonly GpuAccept[];
  readonly reject: readonly GpuReject[];
}

/** New vectors under a new simulated root, for keys and signatures are random, as in evidence.json. */
export async function gpuEvidenceVectors(): Promise<GpuEvidenceVectors> {
  const network = await gpuNetwork();
  const [device] = (await network.devices()) as [GpuEvidence];
  const evidence = encodeDeviceEvidence([device]);
  const { bundle, keys, pki } = network;
  return {
    nowMs: NOW_MS,
    nonce: toHex(GPU_NONCE),
    rootSpkiSha256: pki.rootSpkiSha256,
    referenceValues: {
      manifest: toHex(bundle.manifest),
      witness: toHex(bundle.witness ?? new Uint8Array()),
      keys,
    },
    accept: await accepts(network, evidence),
    reject: [
      ...formRejects(evidence, device),
      ...editedRejects(evidence, device),
      ...chainRejects(device),
      ...(await deviceRejects(network)),
    ],
  };
}

const GPU: AttestedGpu = {
  architecture: "GH100",
  driver: simulatedGpuValue().driver,
  vbios: simulatedGpuValue().vbios,
  rootClass: "simulated",
};

async function accepts(network: GpuNetwork, evidence: Uint8Array): Promise<GpuAccept[]> {
  const of = (name: string, bytes: Uint8Array, gpus: readonly AttestedGpu[], required = true): GpuAccept => ({
    name,
    clause: "SPEC 3.9",
    evidence: toHex(bytes),
    gpus,
    required,
  });
  const [device] = parseDeviceEvidence(evidence) as [GpuEvidence];
  const padded = { ...device, report: new Uint8Array([...device.report, ...new Uint8Array(64)]) };
  const { measurements } = healthyGpu();
  const decoder = new Map([...measurements, [36, fixedBytes("another decoder", 48)] as const]);
  return [
    of("one GPU", evidence, [GPU]),
    of("two GPUs", await network.evidence({}, {}), [GPU, GPU]),
    of("a GPU with the zeros of the driver's buffer", encodeDeviceEvidence([padded]), [GPU]),
    of("a GPU whose decoder is off, whatever it holds", await network.evidence({ measurements: decoder }), [
      GPU,
    ]),
    of("a switch where none is demanded", await switchEvidence(network), [], false),
    of("nothing where none is demanded", new Uint8Array(), [], false),
  ];
}

/** A switch below the identity of GPUs, as NVIDIA's are: only its own certificates name it. */
const switchEvidence = (network: GpuNetwork): Promise<Uint8Array> =>
  network.evidence({ architecture: "LS_10" });

type Case = Omit<GpuReject, "clause">;
const rejects = (cases: readonly Case[]): GpuReject[] =>
  cases.map(({ name, ...rest }) => ({
    name,
    clause: `SPEC ${REASONS[rest.codes[0] as ReasonCode].clause}`,
    ...rest,
  }));

/** Where the report and its parts begin in evidence of one device. */
const REPORT_AT = 5;
const MEASUREMENT_AT = REPORT_AT + 37 + 8 + 7;

function formRejects(evidence: Uint8Array, { report, chain }: GpuEvidence): GpuReject[] {
  const of = "one GPU";
  const codes = ["gpu_evidence_malformed"] as const;
  const alone = (device: Partial<GpuEvidence>): string => toHex(unchecked({ report, chain, ...device }));
  return rejects([
    { name: "nothing", codes: ["gpu_not_attested"], evidence: "" },
    { name: "no device", codes, of, put: [{ at: 0, hex: "00" }] },
    { name: "more devices than a machine has", codes, of, put: [{ at: 0, hex: "11" }] },
    { name: "a byte short", codes, of, cutTo: evidence.length - 1 },
    { name: "a byte long", codes, of, append: "00" },
    { name: "no certificate", codes, evidence: alone({ chain: [] }) },
    { name: "a certificate that is none", codes, evidence: alone({ chain: [new Uint8Array(9)] }) },
    { name: "a report without its last byte", codes, evidence: alone({ report: report.subarray(0, -1) }) },
    {
      name: "a byte after the report that is no zero",
      codes,
      evidence: alone({ report: new Uint8Array([...report, 0, 1]) }),
    },
    { name: "another request", codes, of, put: [{ at: REPORT_AT + 1, hex: "e1" }] },
    { name: "a block too many", codes, of, put: [{ at: REPORT_AT + 41, hex: "29" }] },
    { name: "a block of number 0", codes, of, put: [{ at: MEASUREMENT_AT - 7, hex: "00" }] },
    { name: "a block that stands twice", codes, of, put: [{ at: MEASUREMENT_AT - 7, hex: "02" }] },
    {
      name: "one GPU twice",
      codes,
      evidence: toHex(
        encodeDeviceEvidence([
          { report, chain },
          { report, chain },
        ]),
      ),
    },
  ]);
}

/** What the encoder refuses to write. */
function unchecked({ report, chain }: GpuEvidence): Uint8Array {
  const part = (bytes: Uint8Array) => [0, 0, bytes.length >> 8, bytes.length & 0xff, ...bytes];
  return new Uint8Array([1, ...part(report), chain.length, ...chain.flatMap(part)]);
}

function editedRejects(evidence: Uint8Array, { report, chain }: GpuEvidence): GpuReject[] {
  const of = "one GPU";
  const signatureAt = REPORT_AT + report.length - 96;
  const leafEnd = REPORT_AT + report.length + 1 + 4 + (chain[0] as Uint8Array).length;
  return rejects([
    { name: "a bit of the nonce", codes: ["gpu_report_signature"], of, ...flip(evidence, REPORT_AT + 4) },
    {
      name: "a bit of a measurement",
      codes: ["gpu_report_signature"],
      of,
      ...flip(evidence, MEASUREMENT_AT),
    },
    {
      name: "a bit of the signature",
      codes: ["gpu_report_signature"],
      of,
      ...flip(evidence, signatureAt + 5),
    },
    { name: "a bit of the leaf", codes: ["gpu_chain_signature"], of, ...flip(evidence, leafEnd - 8) },
    { name: "a bit of the root", codes: ["gpu_chain_signature"], of, ...flip(evidence, evidence.length - 8) },
    { name: "no root pinned", codes: ["gpu_root_not_pinned"], of, without: "roots" },
    { name: "before the certificates", codes: ["gpu_cert_time"], of, nowMs: Date.UTC(2023, 11, 31) },
    { name: "after the certificates", codes: ["gpu_cert_time"], of, nowMs: Date.UTC(2049, 0, 2) },
    {
      name: "of another key",
      codes: ["gpu_nonce_mismatch"],
      of,
      nonce: toHex(fixedBytes("gpu nonce of another key", 32)),
    },
    { name: "no reference values", codes: ["gpu_measurement_mismatch"], of, without: "values" },
  ]);
}

function chainRejects({ report, chain }: GpuEvidence): GpuReject[] {
  const by = (...order: number[]): string =>
    toHex(encodeDeviceEvidence([{ report, chain: order.map((at) => chain[at] as Uint8Array) }]));
  return rejects([
    { name: "without the root", codes: ["gpu_root_not_pinned"], evidence: by(0, 1, 2, 3) },
    { name: "without an intermediate", codes: ["gpu_chain_signature"], evidence: by(0, 1, 3, 4) },
    { name: "leaf and next exchanged", codes: ["gpu_chain_signature"], evidence: by(1, 0, 2, 3, 4) },
    { name: "an authority as the leaf", codes: ["gpu_chain_signature"], evidence: by(1, 2, 3, 4) },
    { name: "the root alone", codes: ["gpu_chain_signature"], evidence: by(4) },
  ]);
}

async function deviceRejects(network: GpuNetwork): Promise<GpuReject[]> {
  const { measurements, fields } = healthyGpu();
  const otherBlock = new Map([...measurements, [3, fixedBytes("another driver", 48)] as const]);
  const lessOne = new Map([...measurements].filter(([block]) => block !== 40));
  const inField = (type: number, byte: number) => ({
    fields: new Map([...fields, [type, new Uint8Array([byte])]]),
  });
  const cases: readonly (readonly [string, ReasonCode, Parameters<GpuNetwork["evidence"]>[0]])[] = [
    ["a switch", "gpu_not_a_gpu", { architecture: "LS_10" }],
    ["other firmware than the certificate's", "gpu_fwid_mismatch", { fwid: fixedBytes("another fwid", 48) }],
    ["protected PCIe mode", "gpu_links_in_clear", inField(21, 0xaa)],
    ["protected PCIe mode, as newer drivers say it", "gpu_links_in_clear", inField(36, 2)],
    ["another measurement", "gpu_measurement_mismatch", { measurements: otherBlock }],
    ["a block less", "gpu_measurement_mismatch", { measurements: lessOne }],
    ["another driver", "gpu_measurement_mismatch", { driver: "SIMULATED 2" }],
    ["another VBIOS", "gpu_measurement_mismatch", { vbios: new Uint8Array([1, 0, 0, 0x96, 1, 0, 0, 0]) }],
    ["the decoder on, with another block", "gpu_measurement_mismatch", await decoderOn(measurements, fields)],
  ];
  const made = cases.map(async ([name, code, device]) => ({
    name,
    codes: [code],
    evidence: toHex(await network.evidence(device)),
  }));
  return rejects([
    ...(await Promise.all(made)),
    {
      name: "a good GPU beside one of another root",
      codes: ["gpu_root_not_pinned"],
      evidence: toHex(encodeDeviceEvidence([...(await network.devices()), ...(await foreignDevices())])),
    },
    {
      name: "a good GPU beside two bad ones",
      codes: ["gpu_links_in_clear", "gpu_measurement_mismatch"],
      evidence: toHex(await network.evidence({}, inField(36, 2), { driver: "SIMULATED 2" })),
    },
  ]);
}

const decoderOn = async (
  measurements: ReadonlyMap<number, Uint8Array<ArrayBuffer>>,
  fields: ReadonlyMap<number, Uint8Array<ArrayBuffer>>,
) => ({
  measurements: new Map([...measurements, [36, fixedBytes("another decoder", 48)] as const]),
  fields: new Map([...fields, [11, new Uint8Array([0xaa])] as const]),
});

const foreignDevices = async (): Promise<readonly GpuEvidence[]> =>
  new SimulatedGpus(await mintSimulatedGpuPki()).evidence(GPU_NONCE);
