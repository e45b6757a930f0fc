import { concatBytes, toHex, u16, utf8 } from "../bytes/index.ts";
import type { Exchange } from "../envelope/exchange.ts";
import { sealToRecipients } from "../envelope/seal.ts";
import { nanoton } from "../money/index.ts";
import type { ResponseErrorCode } from "../response/errors.ts";
import { FRAME_PLAINTEXT_BYTES, MORE } from "../response/frame-layout.ts";
import { encodeResponseHeader } from "../response/header.ts";
import { type ResponseKeys, responseKeys } from "../response/keys.ts";
import { type ContentRecord, TYPE } from "../response/records.ts";
import { ResponseSealer } from "../response/sealer.ts";
import { FIXED_REQUEST, fixedBytes, fixedFields, fixedRandomness, fixedRecipient } from "./fixtures.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One step of a client: frame `seq` is handed to the opener; the last one of a reject vector must fail. */
export interface FrameStep {
  readonly seq: number;
  readonly frame: string;
}

export interface ResponseReject {
  readonly name: string;
  readonly clause: string;
  readonly code: ResponseErrorCode;
  /** In hex; without it the file's. */
  readonly header?: string;
  readonly frames: readonly FrameStep[];
}

/** What `response.json` holds. */
export type ResponseVectors = Awaited<ReturnType<typeof responseVectors>>;

const ATTEMPT = 2;
const NONCE = fixedBytes("response nonce", 32);
/** Stands for a signed receipt: its content is the receipt vectors' matter. */
const RECEIPT = fixedBytes("receipt", 600);

const CONTENT: readonly (readonly ContentRecord[])[] = [
  [{ type: "delta", text: "Голубое" }],
  [],
  [
    { type: "delta", text: ", " },
    { type: "delta", text: "небо 🌤 ".repeat(60) },
  ],
  [{ type: "tool", json: JSON.stringify({ name: "look", arguments: { text: "x".repeat(500) } }) }],
  [{ type: "usage", promptTokens: 31, cachedTokens: 16, completionTokens: 9 }],
];

export async function responseVectors() {
  const alice = await fixedRecipient("alice");
  const sealed = await sealToRecipients(
    { ...fixedFields([alice]), request: FIXED_REQUEST },
    fixedRandomness("response"),
  );
  const exchange = sealed.exchange.with(alice.keyId) as Exchange;
  const answer = await sealAnswer(exchange);
  const head = { keyId: alice.keyId, attempt: ATTEMPT, responseNonce: NONCE };
  return {
    clause: "SPEC 5",
    exchange: {
      keyId: toHex(alice.keyId),
      transcript: toHex(exchange.transcript),
      enc: toHex(exchange.enc),
      secret: toHex(exchange.secret.reveal()),
    },
    header: toHex(encodeResponseHeader(head)),
    accept: [{ name: "an answer", clause: "SPEC 5.8", ticks: CONTENT, receipt: toHex(RECEIPT), ...answer }],
    reject: [
      ...badHeaders(encodeResponseHeader(head)),
      ...badOrder(answer.frames),
      ...(await badPlaintexts(await responseKeys(exchange, head))),
    ],
  };
}

async function sealAnswer(exchange: Exchange) {
  const sealer = await ResponseSealer.createWith(exchange, ATTEMPT, NONCE);
  const frames: Bytes[] = [];
  for (const records of CONTENT) {
    for (const record of records) sealer.write(record);
    frames.push(...(await sealer.takeFrames({ flush: true })));
  }
  const covered = { frames: sealer.frames, responseHash: toHex(sealer.responseHash()) };
  frames.push(...(await sealer.finish(RECEIPT)));
  const rounded = ["1000", "1023", "48611"].map((cost) => [
    cost,
    sealer.roundCost(nanoton(BigInt(cost))).toString(),
  ]);
  return {
    covered,
    rounded: Object.fromEntries(rounded) as Record<string, string>,
    frames: frames.map(toHex),
  };
}

function badHeaders(header: Bytes): ResponseReject[] {
  const reject = (name: string, code: ResponseErrorCode, bytes: Uint8Array): ResponseReject => ({
    name,
    clause: "SPEC 5.1",
    code,
    header: toHex(bytes),
    frames: [],
  });
  const at = (index: number, value: number) => header.with(index, value);
  return [
    reject("header too short", "malformed_header", header.subarray(1)),
    reject("header of an envelope", "malformed_header", at(2, "N".charCodeAt(0))),
    reject("attempt 0", "malformed_header", at(36, 0)),
    reject("a key that was not sealed to", "unknown_key", at(4, (header[4] as number) ^ 1)),
  ];
}

/** Right frames in the wrong place, and changed ones. */
function badOrder(frames: readonly string[]): ResponseReject[] {
  const step = (seq: number, index = seq): FrameStep => ({ seq, frame: frames[index] as string });
  const whole = frames.map((_, seq) => step(seq));
  const reject = (name: string, code: ResponseErrorCode, steps: readonly FrameStep[]): ResponseReject => ({
    name,
    clause: code === "out_of_order" ? "SPEC 5.9" : "SPEC 5.4",
    code,
    frames: steps,
  });
  const changed = (frame: string) => `${frame.slice(0, -2)}${frame.endsWith("00") ? "01" : "00"}`;
  return [
    reject("a frame left out", "out_of_order", [step(0), step(2)]),
    reject("a frame twice", "out_of_order", [step(0), step(0)]),
    reject("a frame after the final one", "out_of_order", [...whole, step(frames.length, 0)]),
    reject("a later frame in the place of an earlier", "open_failed", [step(0), step(1, 2)]),
    reject("tag changed", "open_failed", [{ seq: 0, frame: changed(frames[0] as string) }]),
    reject("frame cut", "open_failed", [{ seq: 0, frame: (frames[0] as string).slice(2) }]),
    { ...reject("another nonce", "open_failed", [step(0)]), header: toHex(otherNonce()) },
  ];
}

const otherNonce = () =>
  encodeResponseHeader({
    keyId: fixedBytes("alice key id", 32),
    attempt: ATTEMPT,
    responseNonce: fixedBytes("another response nonce", 32),
  });

const record = (type: number, data: Uint8Array, more = 0) =>
  concatBytes(new Uint8Array([type]), u16(data.length | more), data);

function plaintext(...records: readonly Uint8Array[]): Bytes {
  const frame = new Uint8Array(FRAME_PLAINTEXT_BYTES);
  const used = concatBytes(...records);
  frame.set(u16(used.length));
  frame.set(used, 2);
  return frame;
}

/** Frames that a worker sealed rightly around what it must not send. */
async function badPlaintexts({ cipher }: ResponseKeys): Promise<ResponseReject[]> {
  const reject = async (
    name: string,
    clause: string,
    frames: readonly Bytes[],
    final = false,
  ): Promise<ResponseReject> => ({
    name,
    clause,
    code: "malformed_frame",
    frames: await Promise.all(
      frames.map(async (frame, seq) => ({
        seq,
        frame: toHex(await cipher.seal(seq, final && seq === frames.length - 1, frame)),
      })),
    ),
  });
  const hi = record(TYPE.delta, utf8("hi"));
  const receipt = record(TYPE.receipt, RECEIPT.subarray(0, 100));
  const end = record(TYPE.end, new Uint8Array());
  const nothing = plaintext();
  return Promise.all([
    reject("padding not zero", "SPEC 5.5", [plaintext(hi).with(495, 1)]),
    reject("used beyond the frame", "SPEC 5.5", [plaintext(hi).with(0, 0xff)]),
    reject("record beyond what is used", "SPEC 5.5", [plaintext(new Uint8Array([TYPE.delta, 0, 9]))]),
    reject("record of unknown type", "SPEC 5.6", [plaintext(record(7, utf8("hi")))]),
    reject("text that is not UTF-8", "SPEC 5.6", [plaintext(record(TYPE.delta, new Uint8Array([0xff])))]),
    reject("text continued", "SPEC 5.6", [plaintext(record(TYPE.delta, utf8("hi"), MORE))]),
    reject("continued without data", "SPEC 5.6", [plaintext(record(TYPE.tool, new Uint8Array(), MORE))]),
    reject("continued in mid-frame", "SPEC 5.6", [plaintext(record(TYPE.tool, utf8("{"), MORE), hi)]),
    reject("continuation left out", "SPEC 5.6", [plaintext(record(TYPE.tool, utf8("{"), MORE)), nothing]),
    reject("continued by another type", "SPEC 5.6", [
      plaintext(record(TYPE.tool, utf8("{"), MORE)),
      plaintext(hi),
    ]),
    reject("usage with an unknown field", "SPEC 5.6", [plaintext(record(TYPE.usage, utf8('{"tokens":1}')))]),
    reject("end with data", "SPEC 5.6", [plaintext(receipt, record(TYPE.end, utf8("x")))]),
    reject("receipt within a frame", "SPEC 5.7", [plaintext(hi, receipt)]),
    reject("text after the receipt", "SPEC 5.7", [plaintext(receipt), plaintext(hi)]),
    reject("two receipts", "SPEC 5.7", [plaintext(receipt), plaintext(receipt)]),
    reject("end without a receipt", "SPEC 5.7", [plaintext(end)]),
    reject("text after the end", "SPEC 5.7", [plaintext(receipt, end), plaintext(hi)]),
    reject("final frame before the end", "SPEC 5.8", [plaintext(hi), nothing, nothing, nothing], true),
    finalOffBucket(cipher, [plaintext(hi), plaintext(receipt, end), nothing]),
  ]);
}

async function finalOffBucket(
  cipher: ResponseKeys["cipher"],
  frames: readonly Bytes[],
): Promise<ResponseReject> {
  const sealed = frames.map((frame, seq) => cipher.seal(seq, seq === frames.length - 1, frame));
  const steps = (await Promise.all(sealed)).map((frame, seq) => ({ seq, frame: toHex(frame) }));
  return { name: "final frame off the buckets", clause: "SPEC 5.8", code: "open_failed", frames: steps };
}
