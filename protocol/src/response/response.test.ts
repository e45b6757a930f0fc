import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { FRAME_BYTES, RESPONSE_HEADER_BYTES } from "../api/index.ts";
import { concatBytes, MalformedError, Secret, sha256, toHex, u8, utf8 } from "../bytes/index.ts";
import { ClientExchange, eraseExchange, type Exchange } from "../envelope/exchange.ts";
import { nanoton } from "../money/index.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { ResponseError } from "./errors.ts";
import { frameCountBucket, isFrameCountBucket } from "./frame-count.ts";
import { parseResponseHeader } from "./header.ts";
import { responseKeys } from "./keys.ts";
import { ResponseOpener } from "./opener.ts";
import type { ContentRecord, ResponseRecord } from "./records.ts";
import { ResponseSealer } from "./sealer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const exchange = (): Exchange => ({
  transcript: fixedBytes("transcript", 32),
  keyId: fixedBytes("key id", 32),
  enc: fixedBytes("enc", 1120),
  secret: new Secret(fixedBytes("exchange secret", 32)),
});
const client = () => new ClientExchange(fixedBytes("transcript", 32), [exchange()]);

interface Answer {
  readonly header: Bytes;
  readonly frames: Bytes[];
  readonly covered: number;
  readonly coveredHash: string;
}

/** Each inner list is what is written between two ticks. */
async function seal(
  ticks: readonly (readonly ContentRecord[])[],
  receipt: Uint8Array = utf8("receipt"),
): Promise<Answer> {
  const sealer = await ResponseSealer.create(exchange(), 1);
  const frames: Bytes[] = [];
  for (const records of ticks) {
    for (const record of records) sealer.write(record);
    frames.push(...(await sealer.takeFrames({ flush: true })));
  }
  const coveredHash = toHex(sealer.responseHash());
  const covered = sealer.frames;
  return {
    header: sealer.header,
    covered,
    coveredHash,
    frames: [...frames, ...(await sealer.finish(receipt))],
  };
}

async function open({
  header,
  frames,
}: Answer): Promise<{ opener: ResponseOpener; records: ResponseRecord[] }> {
  const opener = await ResponseOpener.create(client(), header);
  const records: ResponseRecord[] = [];
  for (const [seq, frame] of frames.entries()) records.push(...(await opener.open(seq, frame)));
  return { opener, records };
}

const text = (value: string): ContentRecord => ({ type: "delta", text: value });
const textOf = (records: readonly ResponseRecord[]) =>
  records.map((record) => (record.type === "delta" ? record.text : "")).join("");

/** Runs of any text, surrogate pairs whole: engines send whole characters. */
const anyText = fc.string({ unit: "binary", maxLength: 900 });

describe("an answer", () => {
  it("comes back as it was written, whatever the text and the ticks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyText, { maxLength: 4 }), { maxLength: 8 }), async (ticks) => {
        const answer = await seal(ticks.map((texts) => texts.map(text)));
        const { opener, records } = await open(answer);
        expect(textOf(records)).toBe(ticks.flat().join(""));
        expect(records.slice(-2)).toEqual([{ type: "receipt", bytes: utf8("receipt") }, { type: "end" }]);
        expect(opener.finished).toBe(true);
        expect(opener.covered).toEqual({ frames: answer.covered, hash: answer.coveredHash });
        expect(answer.frames.every(({ length }) => length === FRAME_BYTES)).toBe(true);
        expect(isFrameCountBucket(answer.frames.length)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("is cut into frames between two characters, of however many bytes they are", async () => {
    for (const before of ["", "a", "ab", "abc"])
      for (const character of ["ы", "中", "🦜"]) {
        const whole = before + character.repeat(700);
        const { records } = await open(await seal([[text(whole)]]));
        const texts = records.filter(({ type }) => type === "delta");
        expect(texts.length).toBeGreaterThan(2);
        expect(textOf(texts)).toBe(whole);
      }
  });

  it("joins records that go over several frames", async () => {
    const tool: ContentRecord = { type: "tool", json: JSON.stringify({ text: "ы".repeat(2000) }) };
    const usage: ContentRecord = { type: "usage", promptTokens: 3, cachedTokens: 2, completionTokens: 1 };
    const failure: ContentRecord = { type: "error", code: "engine_failed", sentence: "The engine failed." };
    const receipt = fixedBytes("long receipt", 1500);
    const { records } = await open(await seal([[text("a"), tool, usage], [text("b")], [failure]], receipt));
    const end = { type: "end" };
    expect(records).toEqual([
      text("a"),
      tool,
      usage,
      text("b"),
      failure,
      { type: "receipt", bytes: receipt },
      end,
    ]);
  });

  it("hashes for its receipt exactly the frames before the one that carries it", async () => {
    const { frames, covered, coveredHash } = await seal([[text("a")], [text("b")]]);
    expect(covered).toBe(2);
    expect(coveredHash).toBe(toHex(sha256(...frames.slice(0, 2))));
  });

  it("rounds a cost alike at both ends", async () => {
    const sealer = await ResponseSealer.create(exchange(), 1);
    const opener = await ResponseOpener.create(client(), sealer.header);
    for (const cost of [33n, 1_001n, 123_457n].map(nanoton))
      expect(opener.roundCost(cost)).toBe(sealer.roundCost(cost));
  });
});

describe("what the wire shows", () => {
  it("is a frame on every tick from the first record on, with or without text", async () => {
    const sealer = await ResponseSealer.create(exchange(), 1);
    expect(sealer.header).toHaveLength(RESPONSE_HEADER_BYTES);
    expect(await sealer.takeFrames({ flush: true })).toEqual([]);
    sealer.write(text("a"));
    expect(await sealer.takeFrames({ flush: false })).toEqual([]);
    expect(await sealer.takeFrames({ flush: true })).toHaveLength(1);
    expect(await sealer.takeFrames({ flush: true })).toHaveLength(1);
    expect(await sealer.takeFrames({ flush: false })).toEqual([]);
    sealer.write(text("x".repeat(491 * 2)));
    expect(await sealer.takeFrames({ flush: false })).toHaveLength(2);
    expect(await sealer.takeFrames({ flush: true })).toHaveLength(1);
  });

  it("is the same for all texts of a tick that fit one frame", async () => {
    const sizes = new Set<string>();
    for (const value of ["", "a", "a bit more", "x".repeat(491), "ы".repeat(245)]) {
      const { frames } = await seal([[text(value)], []]);
      sizes.add(frames.map(({ length }) => length).join());
    }
    expect([...sizes]).toEqual(["512,512,512,512"]);
  });

  it("ends on a bucket of the frame count", () => {
    const counts = Array.from({ length: 100 }, (_, n) => frameCountBucket(n + 1));
    expect([...new Set(counts)]).toEqual([4, 5, 7, 9, 12, 15, 19, 24, 30, 38, 48, 60, 75, 94, 118]);
    counts.forEach((bucket, n) => expect(bucket).toBeGreaterThan(n));
    expect([0, 1, 3, 4, 5, 6, 7].filter(isFrameCountBucket)).toEqual([4, 5, 7]);
  });

  it("differs in every byte run between two answers to one request", async () => {
    const [a, b] = await Promise.all([seal([[text("same")]]), seal([[text("same")]])]);
    expect(toHex(a.frames[0] as Bytes)).not.toBe(toHex(b.frames[0] as Bytes));
  });
});

describe("a changed answer", () => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await seal([[text("one")], [text("two")]]);
  });

  const refused = async (failing: Promise<unknown>, code: ResponseError["code"]) => {
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toHaveProperty("code", code);
  };

  it("is refused out of order, repeated, and after its end", async () => {
    const opener = await ResponseOpener.create(client(), answer.header);
    const [first, second] = answer.frames as [Bytes, Bytes];
    await refused(opener.open(1, second), "out_of_order");
    await opener.open(0, first);
    await refused(opener.open(0, first), "out_of_order");
    await refused(opener.open(1, first), "open_failed");
    for (const [seq, frame] of answer.frames.entries()) if (seq > 0) await opener.open(seq, frame);
    await refused(opener.open(answer.frames.length, first), "out_of_order");
  });

  it("is never finished while frames are missing", async () => {
    const opener = await ResponseOpener.create(client(), answer.header);
    for (const [seq, frame] of answer.frames.entries()) {
      expect(opener.finished).toBe(false);
      await opener.open(seq, frame);
    }
    expect(opener.finished).toBe(true);
  });

  it("is not read by a header of another size", async () => {
    const { header } = answer;
    for (const bytes of [header.subarray(0, -1), concatBytes(header, u8(0)), new Uint8Array()])
      await refused(ResponseOpener.create(client(), bytes), "malformed_header");
  });

  it("has no frame of another size, not even one that its worker sealed", async () => {
    const { header } = await ResponseSealer.create(exchange(), 1);
    const { cipher } = await responseKeys(exchange(), parseResponseHeader(header));
    for (const plaintextBytes of [0, FRAME_BYTES - 17, FRAME_BYTES - 15]) {
      const opener = await ResponseOpener.create(client(), header);
      const frame = await cipher.seal(0, false, new Uint8Array(plaintextBytes));
      await refused(opener.open(0, frame), "open_failed");
      expect(opener.nextSeq).toBe(0);
    }
  });

  it("can't be opened once the exchange is erased", async () => {
    const erased = client();
    erased.erase();
    const opener = await ResponseOpener.create(erased, answer.header);
    await refused(opener.open(0, answer.frames[0] as Bytes), "open_failed");
  });
});

describe("the sealer", () => {
  it("refuses text after an error, anything after the end, and a receipt that would not cover what was written", async () => {
    const sealer = await ResponseSealer.create(exchange(), 1);
    sealer.write({ type: "error", code: "engine_failed", sentence: "The engine failed." });
    expect(() => sealer.write(text("more"))).toThrow(MalformedError);
    await expect(sealer.finish(utf8("receipt"))).rejects.toThrow(Error);
    await sealer.takeFrames({ flush: true });
    await sealer.finish(utf8("receipt"));
    expect(() => sealer.write(text("more"))).toThrow(MalformedError);
    await expect(sealer.finish(utf8("receipt"))).rejects.toThrow(MalformedError);
  });

  it("finishes an answer that never had text", async () => {
    const sealer = await ResponseSealer.create(exchange(), 1);
    const frames = await sealer.finish(utf8("receipt"));
    const { opener, records } = await open({ header: sealer.header, frames, covered: 0, coveredHash: "" });
    expect(records.map(({ type }) => type)).toEqual(["receipt", "end"]);
    expect(opener.covered?.frames).toBe(0);
  });

  it("has nothing left of the secret once it is erased", () => {
    const ended = exchange();
    eraseExchange(ended);
    expect(ended.secret.reveal().every((byte) => byte === 0)).toBe(true);
  });
});
