import * as v from "valibot";
import type { ErrorCode } from "@cocoon/client";
import { SENTENCES } from "../../app/problems.ts";
import { type AnswerView, CHECK_IDS, type MachineView, type Problem } from "../../engine/port.ts";
import type { Conversation, StoredMessage } from "../port.ts";

// A file comes from anywhere: everything in it is bounded, and what we don't know is no part of it.

const Line = v.pipe(v.string(), v.maxLength(1024));
const Long = v.pipe(v.string(), v.maxLength(4_000_000));
const Id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const Milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const Amount = v.pipe(v.bigint(), v.minValue(0n), v.maxValue((1n << 64n) - 1n));
const list = <T>(item: v.GenericSchema<unknown, T>, most: number) => v.pipe(v.array(item), v.maxLength(most));
const Bytes = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.length <= 65_536),
  v.transform((bytes) => new Uint8Array(bytes)),
);

const Check = v.object({
  id: v.picklist(CHECK_IDS),
  state: v.picklist(["passed", "failed", "simulated", "absent", "waiting"]),
  facts: list(v.tuple([Line, Line]), 64),
  code: v.nullable(Line),
});

const Machine: v.GenericSchema<unknown, MachineView> = v.object({
  keyId: Line,
  operator: Line,
  simulated: v.boolean(),
  accepted: v.boolean(),
  checkedMs: Milliseconds,
  checks: list(Check, 32),
  chipId: v.nullable(Line),
  imageVersion: v.nullable(Line),
});

const Answer: v.GenericSchema<unknown, Omit<AnswerView, "text">> = v.object({
  finish: Line,
  tokens: v.object({ prompt: Count, cached: Count, output: Count }),
  costNanoton: Amount,
  chargedNanoton: v.nullable(Amount),
  machine: Machine,
  jobId: Line,
  receipt: Bytes,
  mismatches: list(Line, 32),
  firstDeltaMs: v.nullable(Milliseconds),
  totalMs: Milliseconds,
});

const Failure: v.GenericSchema<unknown, Problem> = v.object({
  code: v.custom<ErrorCode>((code) => typeof code === "string" && Object.hasOwn(SENTENCES, code)),
  action: v.picklist(["fix", "retry", "pay", "stop"]),
  detail: Line,
  partialText: v.nullable(Long),
  refusals: list(Machine, 64),
});

const Message: v.GenericSchema<unknown, StoredMessage> = v.object({
  id: Id,
  role: v.picklist(["user", "assistant"]),
  text: Long,
  sentMs: Milliseconds,
  model: v.nullable(Line),
  answer: v.nullable(Answer),
  problem: v.nullable(Failure),
  machine: v.nullable(Machine),
});

const Chat: v.GenericSchema<unknown, Conversation> = v.pipe(
  v.object({
    id: Id,
    title: Line,
    model: Line,
    updatedMs: Milliseconds,
    preview: Line,
    cacheSalt: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    messages: list(Message, 10_000),
  }),
  // Two messages of one name would be one when stored.
  v.check(({ messages }) => new Set(messages.map(({ id }) => id)).size === messages.length),
  v.transform((chat) => ({ ...chat, messageCount: chat.messages.length })),
);

export const ArchiveSchema = v.object({
  format: v.literal("cocoon-chats"),
  version: v.literal(1),
  conversations: list(Chat, 100_000),
});
