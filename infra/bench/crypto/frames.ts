import { ResponseOpener, ResponseSealer } from "@cocoon/protocol/response";
import type { StubIdentity } from "../stub/identity.ts";
import { newStubRequest } from "../stub/request.ts";
import { BenchError } from "../suite.ts";
import { bareGcm } from "./bare.ts";
import { compare } from "./compare.ts";

const FRAME_PLAINTEXT_BYTES = 496;
const BASELINE = "AES-256-GCM of 496 bytes";
/** A tick's worth of text at a hundred tokens a second. */
const TEXT = "forty bytes of an answer, or nearly so..";

async function exchangeWith(stub: StubIdentity) {
  const { exchange } = await newStubRequest([stub]).seal();
  const own = exchange.with(stub.node.keyId);
  if (!own) throw new BenchError("The envelope was not sealed to the stub.");
  return { client: exchange, worker: own };
}

/** One record into one frame, as a worker does on every tick. */
export async function frameSealFigure(stub: StubIdentity, runs: number) {
  const { worker } = await exchangeWith(stub);
  const sealer = await ResponseSealer.create(worker, 1);
  return compare({
    name: "seal a frame",
    runs,
    measured: () => {
      sealer.write({ type: "delta", text: TEXT });
      return sealer.takeFrames({ flush: true });
    },
    baselineName: BASELINE,
    baseline: (await bareGcm(FRAME_PLAINTEXT_BYTES)).seal,
    barMs: null,
  });
}

/** One frame into its record, in order, as a client does. */
export async function frameOpenFigure(stub: StubIdentity, runs: number) {
  const { client, worker } = await exchangeWith(stub);
  const sealer = await ResponseSealer.create(worker, 1);
  const opener = await ResponseOpener.create(client, sealer.header);
  const frames: Uint8Array[] = [];
  // Twice the runs: the warm-up opens frames too, and each can be opened only once.
  for (let seq = 0; seq < 2 * runs; seq++) {
    sealer.write({ type: "delta", text: TEXT });
    frames.push(...(await sealer.takeFrames({ flush: true })));
  }
  return compare({
    name: "open a frame",
    runs,
    measured: () => opener.open(opener.nextSeq, frames[opener.nextSeq] as Uint8Array),
    baselineName: BASELINE,
    baseline: (await bareGcm(FRAME_PLAINTEXT_BYTES)).open,
    barMs: null,
  });
}
