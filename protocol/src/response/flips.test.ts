import { beforeAll, describe, expect, it } from "vitest";
import { RESPONSE_HEADER_BYTES } from "../api/index.ts";
import { Secret } from "../bytes/index.ts";
import { ClientExchange, type Exchange } from "../envelope/exchange.ts";
import { FLIPS_TIMEOUT_MS, forFlips, thrownBy } from "../testing/flips.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { ResponseError, type ResponseErrorCode } from "./errors.ts";
import { ResponseOpener } from "./opener.ts";
import { ResponseSealer } from "./sealer.ts";

const exchange = (): Exchange => ({
  transcript: fixedBytes("transcript", 32),
  keyId: fixedBytes("key id", 32),
  enc: fixedBytes("enc", 1120),
  secret: new Secret(fixedBytes("exchange secret", 32)),
});
const open = (header: Uint8Array) =>
  ResponseOpener.create(new ClientExchange(fixedBytes("transcript", 32), [exchange()]), header);

let header: Uint8Array;
let frames: Uint8Array[];

beforeAll(async () => {
  const sealer = await ResponseSealer.create(exchange(), 1);
  sealer.write({ type: "delta", text: "небо 🌤 ".repeat(120) });
  sealer.write({ type: "usage", promptTokens: 31, cachedTokens: 16, completionTokens: 9 });
  frames = await sealer.takeFrames({ flush: true });
  frames.push(...(await sealer.finish(fixedBytes("receipt", 600))));
  header = sealer.header;
});

const refused = async (failing: () => Promise<unknown>, code: ResponseErrorCode) => {
  const error = await thrownBy(failing);
  expect(error).toBeInstanceOf(ResponseError);
  expect((error as ResponseError).code).toBe(code);
};

describe("an answer with one bit changed", () => {
  it(
    "is refused at that frame, whichever it is, and the true frame still opens",
    async () => {
      const opener = await open(header);
      expect(frames.length).toBeGreaterThanOrEqual(5);
      for (const [seq, frame] of frames.entries()) {
        const judge = (changed: Uint8Array) => refused(() => opener.open(seq, changed), "open_failed");
        await forFlips(frame, { sample: 256 }, judge);
        await opener.open(seq, frame);
      }
      expect(opener.finished).toBe(true);
    },
    FLIPS_TIMEOUT_MS,
  );

  it.each([
    ["magic", 0, 4, "malformed_header"],
    ["key id", 4, 36, "unknown_key"],
    ["response nonce", 37, RESPONSE_HEADER_BYTES, "open_failed"],
  ] as const)(
    "is refused where it is in the header's %s",
    async (_, from, to, code) => {
      await forFlips(header, { from, to, sample: 256 }, (changed) =>
        refused(async () => (await open(changed)).open(0, frames[0] as Uint8Array), code),
      );
    },
    FLIPS_TIMEOUT_MS,
  );

  it("is refused where it is in the header's attempt: none is attempt 0, any other opens no frame", async () => {
    await forFlips(header, { from: 36, to: 37 }, (changed) =>
      refused(
        async () => (await open(changed)).open(0, frames[0] as Uint8Array),
        changed[36] === 0 ? "malformed_header" : "open_failed",
      ),
    );
  });
});

it("holds a receipt over several frames, so that each kind of frame is among those changed", async () => {
  const opener = await open(header);
  const types: string[] = [];
  for (const [seq, frame] of frames.entries())
    types.push(...(await opener.open(seq, frame)).map(({ type }) => type));
  expect(new Set(types)).toEqual(new Set(["delta", "usage", "receipt", "end"]));
});
