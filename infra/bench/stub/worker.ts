import { decodeLease, parseProxyMessage, WORKER_LINK_PATH, type WorkerMessage } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { parseEnvelopeHeader } from "@cocoon/protocol/envelope-header";
import { type RawData, WebSocket } from "ws";
import { BenchError } from "../suite.ts";
import { type ReadyAnswer, withLease } from "./answer.ts";
import { helloOf, type StubIdentity } from "./identity.ts";

/** The answer to a job; undefined for one that was not prepared. */
export type AnswerOf = (jobId: string, keyId: string) => ReadyAnswer | undefined;

export interface StubWorker {
  close(): void;
}

/**
 * A worker without an engine on the proxy's real link: attests itself, gives credit, and answers each lease at once with
 * what was prepared. It opens nothing, so what is measured is the way and not the worker.
 * @param fail hears why the worker can't go on
 */
export function connectStubWorker(
  identity: StubIdentity,
  options: { origin: string; slots: number; answerOf: AnswerOf; fail: (error: BenchError) => void },
): Promise<StubWorker> {
  const { origin, slots, answerOf, fail } = options;
  const socket = new WebSocket(`${origin.replace("http", "ws")}${WORKER_LINK_PATH}`, {
    perMessageDeflate: false,
  });
  const say = (message: WorkerMessage) => socket.send(JSON.stringify(message));
  const { keyIdHex } = identity.node;
  let closed = false;

  function answer(data: Uint8Array): void {
    const { lease, envelope } = decodeLease(data);
    const ready = answerOf(toHex(parseEnvelopeHeader(envelope).requestId), keyIdHex);
    if (!ready) return fail(new BenchError(`${identity.name} was leased a job that nobody prepared.`));
    const leaseBytes = fromHex(lease);
    for (const part of ready.parts) socket.send(withLease(part, leaseBytes));
    say({ type: "done", lease, receipt: ready.receipt });
    say({ type: "credit", slots: 1 });
  }

  return new Promise((resolve, reject) => {
    const end = (sentence: string) => {
      const error = new BenchError(`${identity.name} ${sentence}.`);
      reject(error);
      fail(error);
    };
    socket.on("close", () => closed || end("was cut off by the proxy"));
    socket.on("error", (error) => end(`lost its link: ${error.message}`));
    socket.on("message", (raw: RawData, binary: boolean) => {
      if (binary) return answer(raw as Buffer);
      const message = parseProxyMessage((raw as Buffer).toString());
      if (message.type === "challenge") say(helloOf(identity, origin, fromHex(message.challenge)));
      else if (message.type === "refused") end(`is refused by the proxy: ${message.sentence}`);
      else if (message.type === "welcome") {
        say({ type: "credit", slots });
        resolve({
          close: () => {
            closed = true;
            socket.terminate();
          },
        });
      } else if (message.type === "cancel") end("was told to stop a job");
    });
  });
}
