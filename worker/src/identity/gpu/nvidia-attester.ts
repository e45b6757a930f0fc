import type { GpuEvidence } from "@cocoon/protocol/attestation";
import { MalformedError, toHex } from "@cocoon/protocol/bytes";
import type { Clock } from "../../clock.ts";
import { AttestationError } from "../attestation-error.ts";
import { parseEvidenceOutput } from "./evidence-output.ts";
import type { GpuAttester } from "./gpu-attester.ts";
import { outputOf, ProgramError } from "./program.ts";

const OUTPUT_LIMIT_BYTES = 1024 * 1024;
const COLLECT = ["collect-evidence", "--device", "gpu", "--format", "json"] as const;

export interface NvidiaOptions {
  /** Absolute path of NVIDIA's evidence program, nvattest. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** NVIDIA GPUs in confidential mode, by NVIDIA's own program: it speaks with the driver, so that the worker need not. */
export class NvidiaAttester implements GpuAttester {
  readonly #options: NvidiaOptions;

  constructor(options: NvidiaOptions) {
    this.#options = options;
  }

  /** @throws AttestationError */
  async evidence(nonce: Uint8Array): Promise<readonly GpuEvidence[]> {
    const args = [...COLLECT, "--nonce", toHex(nonce)];
    try {
      const output = await outputOf({ ...this.#options, args, limitBytes: OUTPUT_LIMIT_BYTES });
      return parseEvidenceOutput(output, nonce);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    if (!(error instanceof ProgramError || error instanceof MalformedError)) return error;
    const what =
      error instanceof ProgramError ? error.message : "gave no evidence of a GPU for the worker's key";
    const { path } = this.#options;
    return new AttestationError(
      `The GPUs can't be attested: ${path} ${what}; run "${path} ${COLLECT.join(" ")}" inside the guest to see what it lacks, and check that each GPU is in confidential mode, or leave COCOON_GPU_EVIDENCE out.`,
    );
  }
}
