import type { MachineView } from "../../engine/port.ts";
import type { Conversation, StoredMessage } from "../port.ts";

const machine: MachineView = {
  keyId: "a1".repeat(32),
  operator: "an operator",
  simulated: true,
  accepted: true,
  checkedMs: 1_700_000_000_000,
  checks: [{ id: "gpu", state: "simulated", facts: [["driver", "570.1"]], code: null }],
  chipId: null,
  imageVersion: "1.2.3",
};

/** A question, with an answer of every kind of field. */
export const question = (id: string, text: string): StoredMessage => ({
  id,
  role: "user",
  text,
  sentMs: 1_700_000_000_001,
  model: null,
  answer: null,
  problem: null,
  machine: null,
});

export const answer = (id: string, text: string): StoredMessage => ({
  ...question(id, text),
  role: "assistant",
  model: "demo",
  machine,
  answer: {
    finish: "stop",
    tokens: { prompt: 12, cached: 3, output: 450 },
    costNanoton: 1_234_567_890_123n,
    chargedNanoton: null,
    machine,
    jobId: "9f".repeat(16),
    receipt: new Uint8Array([0, 1, 254, 255]),
    mismatches: [],
    firstDeltaMs: 210.5,
    totalMs: 1_900,
  },
});

export const brokenOff = (id: string, text: string): StoredMessage => ({
  ...answer(id, text),
  answer: null,
  problem: {
    code: "stream_incomplete",
    action: "retry",
    detail: "The answer ended.",
    partialText: text,
    refusals: [{ ...machine, accepted: false }],
  },
});

export const conversation = (
  id: string,
  messages: readonly StoredMessage[],
  more: Partial<Conversation> = {},
): Conversation => ({
  id,
  title: `Title of ${id}`,
  model: "demo",
  updatedMs: 1_700_000_000_000,
  preview: messages.at(-1)?.text ?? "",
  messageCount: messages.length,
  cacheSalt: "c0".repeat(32),
  messages,
  ...more,
});
