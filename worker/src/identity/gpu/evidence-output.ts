import { encodeDeviceEvidence, type GpuEvidence } from "@cocoon/protocol/attestation";
import { equalBytes, MalformedError } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { parsePem } from "../pem.ts";

const MOST_GPUS = 16;
const MOST_CERTIFICATES = 10;
/** SPDM 1.1 GET_MEASUREMENTS: version, code, two parameters, nonce(32), slot. */
const REQUEST = { head: new Uint8Array([0x11, 0xe0]), nonceAt: 4, bytes: 37 } as const;

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/));

/** What `nvattest collect-evidence --format json` writes; fields that are not read may be there. */
const outputSchema = v.object({
  result_code: v.literal(0),
  evidences: v.pipe(
    v.array(v.object({ evidence: base64, certificate: base64 })),
    v.minLength(1),
    v.maxLength(MOST_GPUS),
  ),
});

/**
 * The evidence of each GPU in the output of NVIDIA's program, which is taken for anybody's. Whether it is genuine, every
 * client checks; here only that it could be, answers this nonce and is no larger than a bundle takes (SPEC 3.13).
 * @throws MalformedError
 */
export function parseEvidenceOutput(output: Uint8Array, nonce: Uint8Array): readonly GpuEvidence[] {
  const gpus = readOutput(output).map(({ evidence, certificate }) => ({
    report: new Uint8Array(Buffer.from(evidence, "base64")),
    chain: parsePem(Buffer.from(certificate, "base64"), MOST_CERTIFICATES),
  }));
  for (const { report } of gpus) checkRequest(report, nonce);
  encodeDeviceEvidence(gpus);
  return gpus;
}

function readOutput(output: Uint8Array): v.InferOutput<typeof outputSchema>["evidences"] {
  try {
    return v.parse(outputSchema, JSON.parse(Buffer.from(output).toString("utf8"))).evidences;
  } catch {
    throw new MalformedError("GPU evidence: not the program's JSON, or it says that it failed");
  }
}

function checkRequest(report: Uint8Array, nonce: Uint8Array): void {
  const { head, nonceAt, bytes } = REQUEST;
  const answers =
    report.length > bytes &&
    equalBytes(report.subarray(0, head.length), head) &&
    equalBytes(report.subarray(nonceAt, nonceAt + nonce.length), nonce);
  if (!answers) throw new MalformedError("GPU evidence: not an answer to the nonce");
}
