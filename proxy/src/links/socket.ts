import type { ProxyMessage } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import type { WebSocket } from "ws";
import { AdmissionError } from "../registry/admission-error.ts";
import { ProtocolBreach } from "./breach.ts";

/** Why a link ends, for the worker's operator (SPEC 8.6). */
export interface Refusal {
  readonly code: string;
  readonly sentence: string;
}

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const CLOSE_WITHIN_MS = 1_000;

/** What a worker may know of the error: its own faults in words, ours only as such. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof AdmissionError) return { code: error.code, sentence: error.message };
  if (error instanceof MalformedError)
    return { code: "malformed_message", sentence: `The link is closed: ${error.message}.` };
  if (error instanceof ProtocolBreach)
    return { code: "protocol_breach", sentence: `The link is closed: ${error.message}.` };
  return { code: "internal", sentence: "The proxy failed; dial again in a moment." };
}

export function sendMessage(socket: WebSocket, message: ProxyMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** Says why, unless it is null, and closes; a peer that does not answer the close is cut off a second later. */
export function closeSocket(socket: WebSocket, refusal: Refusal | null): void {
  if (socket.readyState !== socket.OPEN) return;
  if (refusal)
    sendMessage(socket, {
      type: "refused",
      code: refusal.code.slice(0, 64),
      sentence: refusal.sentence.slice(0, 512),
    });
  socket.close(refusal ? POLICY_VIOLATION : GOING_AWAY, refusal?.code.slice(0, 64));
  // A paused socket would never see the answer.
  if (socket.isPaused) socket.resume();
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  socket.once("close", () => clearTimeout(timer));
}
