import { sha256, toHex } from "@cocoon/protocol/bytes";
import { type ReadyAnswer, newReadyAnswer } from "./answer.ts";
import type { StubIdentity } from "./identity.ts";
import { newStubRequest } from "./request.ts";
import { BenchError } from "../suite.ts";

/** A job with everything that either side will send, made before any clock starts. */
export interface ReadyJob {
  readonly jobId: string;
  readonly envelope: Uint8Array;
  /** Hex, as the ledger's row has it. */
  readonly envelopeHash: string;
  /** T in hex. */
  readonly transcript: string;
  readonly notAfterMs: number;
  /** By key id in hex: whichever candidate gets the job has its answer ready. */
  readonly answers: ReadonlyMap<string, ReadyAnswer>;
}

export async function newReadyJob(stubs: readonly StubIdentity[]): Promise<ReadyJob> {
  const request = newStubRequest(stubs);
  const { envelope, header, exchange } = await request.seal();
  const answers = new Map<string, ReadyAnswer>();
  for (const stub of stubs) {
    const own = exchange.with(stub.node.keyId);
    if (!own) throw new BenchError("The envelope was not sealed to the stub.");
    answers.set(stub.node.keyIdHex, await newReadyAnswer(stub, own));
  }
  exchange.erase();
  return {
    jobId: request.jobId,
    envelope,
    envelopeHash: toHex(sha256(envelope)),
    transcript: toHex(header.transcript),
    notAfterMs: request.notAfterMs,
    answers,
  };
}
