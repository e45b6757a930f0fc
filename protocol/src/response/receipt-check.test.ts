import { beforeAll, describe, expect, it } from "vitest";
import { generateEd25519, Secret, toHex } from "../bytes/index.ts";
import { ClientExchange, type Exchange } from "../envelope/exchange.ts";
import { costNanoton, nanoton, parseQuote } from "../money/index.ts";
import {
  type OuterReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
  type UsageReceipt,
} from "../receipt/index.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { ResponseOpener } from "./opener.ts";
import { checkReceipt, type ReceiptCheck } from "./receipt-check.ts";
import { ResponseSealer } from "./sealer.ts";

const QUOTE = "5000000000/1000000000/20000000000";
const COUNTS = { promptTokens: 31, cachedTokens: 16, completionTokens: 9 };
const worker = generateEd25519();
const exchange: Exchange = {
  transcript: fixedBytes("transcript", 32),
  keyId: fixedBytes("key id", 32),
  enc: fixedBytes("enc", 1120),
  secret: new Secret(fixedBytes("exchange secret", 32)),
};

let opener: ResponseOpener;
let honest: UsageReceipt;
let outer: OuterReceipt;

beforeAll(async () => {
  const sealer = await ResponseSealer.create(exchange, 1);
  sealer.write({ type: "delta", text: "Blue." });
  const frames = await sealer.takeFrames({ flush: true });
  const named = {
    requestHash: toHex(exchange.transcript),
    keyId: toHex(exchange.keyId),
    attempt: 1,
    modelManifest: toHex(fixedBytes("model", 32)),
    quote: QUOTE,
  };
  const cost = costNanoton(parseQuote(QUOTE), COUNTS);
  honest = {
    ...named,
    ...COUNTS,
    frames: sealer.frames,
    responseHash: toHex(sealer.responseHash()),
    costNanoton: cost,
    finish: "stop",
    startedMs: 1,
    endedMs: 2,
  };
  outer = { ...named, costNanoton: sealer.roundCost(cost) };
  frames.push(...(await sealer.finish(signUsageReceipt(honest, worker.secretKey))));
  opener = await ResponseOpener.create(new ClientExchange(exchange.transcript, [exchange]), sealer.header);
  for (const [seq, frame] of frames.entries()) await opener.open(seq, frame);
});

const check = (change: Partial<UsageReceipt>, rest: Partial<ReceiptCheck> = {}) =>
  checkReceipt({
    receipt: signUsageReceipt({ ...honest, ...change }, worker.secretKey),
    opener,
    signPk: worker.publicKey,
    modelManifest: fixedBytes("model", 32),
    quote: parseQuote(QUOTE),
    priceCeilingNanoton: nanoton(1_000_000n),
    maxTokens: 9,
    outer: signOuterReceipt(outer, worker.secretKey),
    ...rest,
  });

const codes = (...args: Parameters<typeof check>) => check(...args).mismatches.map(({ code }) => code);

describe("a receipt", () => {
  it("agrees with an honest answer, with and without the outer one", () => {
    expect(check({})).toMatchObject({ receipt: honest, mismatches: [] });
    expect(codes({}, { outer: null })).toEqual([]);
  });

  it("of a forger is no receipt", () => {
    const receipt = signUsageReceipt(honest, generateEd25519().secretKey);
    expect(check({}, { receipt })).toMatchObject({ receipt: null, mismatches: [{ code: "receipt_forged" }] });
  });

  it("is held against everything the client knows itself", () => {
    const other = toHex(new Uint8Array(32));
    expect(codes({ requestHash: other }, { outer: null })).toEqual(["request_hash"]);
    expect(codes({ responseHash: other })).toEqual(["response_hash"]);
    expect(codes({ frames: 0 })).toEqual(["response_hash"]);
    expect(codes({ keyId: other }, { outer: null })).toEqual(["worker"]);
    expect(codes({ attempt: 2 }, { outer: null })).toEqual(["worker"]);
    expect(codes({ modelManifest: other }, { outer: null })).toEqual(["model"]);
    expect(codes({ quote: "1/1/1" }, { outer: null })).toEqual(["quote"]);
    expect(codes({}, { maxTokens: 8 })).toEqual(["max_tokens"]);
    expect(codes({ completionTokens: 8 })).toEqual(["cost"]);
    expect(codes({ cachedTokens: 32 })).toEqual(["cost"]);
    expect(codes({}, { priceCeilingNanoton: nanoton(1n) })).toEqual(["over_ceiling"]);
  });

  it("shows an outer receipt that is forged, of another kind, of another job, or rounded otherwise", () => {
    const sign = (change: Partial<OuterReceipt>) =>
      signOuterReceipt({ ...outer, ...change }, worker.secretKey);
    const { secretKey } = generateEd25519();
    expect(codes({}, { outer: signOuterReceipt(outer, secretKey) })).toEqual(["outer_forged"]);
    expect(codes({}, { outer: signRunningReceipt({ ...outer, seq: 1 }, worker.secretKey) })).toEqual([
      "outer_forged",
    ]);
    expect(codes({}, { outer: sign({ attempt: 2 }) })).toEqual(["outer_differs"]);
    expect(codes({}, { outer: sign({ costNanoton: nanoton(outer.costNanoton * 2n) }) })).toEqual([
      "rounding",
    ]);
  });

  it("with amounts beyond all TON disagrees and throws nothing", () => {
    const most = nanoton(2n ** 63n - 1n);
    const claims = { costNanoton: most, completionTokens: 0xffff_ffff };
    const dear = parseQuote(`1/1/${most}`);
    expect(codes(claims)).toEqual(["max_tokens", "cost", "over_ceiling", "rounding"]);
    expect(codes(claims, { quote: dear })).toEqual([
      "quote",
      "max_tokens",
      "cost",
      "over_ceiling",
      "rounding",
    ]);
  });
});
