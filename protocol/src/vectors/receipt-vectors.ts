import { concatBytes, label, signEd25519, toHex, u16, utf8 } from "../bytes/index.ts";
import { ed25519 } from "@noble/curves/ed25519.js";
import {
  costNanoton,
  nanoton,
  parseQuote,
  minimumCeilingNanoton,
  priceCeilingNanoton,
  roundCost,
} from "../money/index.ts";
import {
  type OuterReceipt,
  type RunningReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
  type UsageReceipt,
} from "../receipt/index.ts";
import { fixedBytes } from "./fixtures.ts";

const KEY = fixedBytes("receipt sign key", 32);

const OUTER: OuterReceipt = {
  requestHash: toHex(fixedBytes("transcript", 32)),
  keyId: toHex(fixedBytes("alice key id", 32)),
  attempt: 1,
  modelManifest: toHex(fixedBytes("model manifest", 32)),
  quote: "1000000/250000/4000000",
  costNanoton: nanoton(48n),
};

const RUNNING: RunningReceipt = { ...OUTER, seq: 11 };

const USAGE: UsageReceipt = {
  ...OUTER,
  frames: 6,
  responseHash: toHex(fixedBytes("response hash", 32)),
  promptTokens: 31,
  cachedTokens: 16,
  completionTokens: 9,
  costNanoton: nanoton(55n),
  finish: "stop",
  startedMs: 1_800_000_000_000,
  endedMs: 1_800_000_004_000,
};

export type ReceiptKind = "usage" | "outer" | "running";

/** What `receipt.json` holds. */
export type ReceiptVectors = ReturnType<typeof receiptVectors>;

const LABELS = {
  usage: "cocoon/v1 receipt",
  outer: "cocoon/v1 outer receipt",
  running: "cocoon/v1 running receipt",
};

/** Signs any text as a kind of receipt, for statements that no honest worker spells so. */
function signText(kind: ReceiptKind, text: string): Uint8Array<ArrayBuffer> {
  const json = utf8(text);
  return concatBytes(u16(json.length), json, signEd25519(concatBytes(label(LABELS[kind]), json), KEY));
}

const jsonOf = (signed: Uint8Array): string =>
  new TextDecoder().decode(signed.subarray(2, signed.length - 64));

export function receiptVectors() {
  const usage = signUsageReceipt(USAGE, KEY);
  const outer = signOuterReceipt(OUTER, KEY);
  const running = signRunningReceipt(RUNNING, KEY);
  const accept = (kind: ReceiptKind, bytes: Uint8Array) => ({
    name: `a ${kind} receipt`,
    clause: { usage: "SPEC 6.3", outer: "SPEC 6.5", running: "SPEC 6.6" }[kind],
    kind,
    json: jsonOf(bytes),
    receipt: toHex(bytes),
  });
  const reject = (name: string, clause: string, kind: ReceiptKind, bytes: Uint8Array) => ({
    name,
    clause,
    kind,
    receipt: toHex(bytes),
  });
  const json = jsonOf(outer);
  const { v, attempt, ...rest } = JSON.parse(json) as Record<string, unknown>;
  return {
    clause: "SPEC 6",
    signKey: toHex(KEY),
    signPk: toHex(ed25519.getPublicKey(KEY)),
    accept: [accept("usage", usage), accept("outer", outer), accept("running", running)],
    reject: [
      reject("a running receipt as outer", "SPEC 6.7", "outer", running),
      reject("an outer receipt as running", "SPEC 6.7", "running", outer),
      reject(
        "an outer receipt's text under the receipt's label",
        "SPEC 6.7",
        "outer",
        signText("usage", json),
      ),
      reject(
        "signature changed",
        "SPEC 6.7",
        "outer",
        outer.with(outer.length - 1, (outer.at(-1) as number) ^ 1),
      ),
      reject("text changed", "SPEC 6.7", "outer", outer.with(20, (outer[20] as number) ^ 1)),
      reject("a byte too many", "SPEC 6.7", "outer", concatBytes(outer, new Uint8Array(1))),
      reject("cut", "SPEC 6.7", "outer", outer.subarray(0, -1)),
      reject("spaces", "SPEC 6.7", "outer", signText("outer", json.replace(":", ": "))),
      reject(
        "another order of fields",
        "SPEC 6.7",
        "outer",
        signText("outer", JSON.stringify({ ...rest, v, attempt })),
      ),
      reject(
        "a field too many",
        "SPEC 6.5",
        "outer",
        signText("outer", JSON.stringify({ v, attempt, ...rest, tokens: 9 })),
      ),
      reject("version 2", "SPEC 6.5", "outer", signText("outer", json.replace('"v":1', '"v":2'))),
      reject("attempt 0", "SPEC 6.5", "outer", signText("outer", json.replace('"attempt":1', '"attempt":0'))),
      reject("cost as a number", "SPEC 6.5", "outer", signText("outer", json.replace('"48"', "48"))),
      reject(
        "unknown finish",
        "SPEC 6.3",
        "usage",
        signText("usage", jsonOf(usage).replace('"stop"', '"tired"')),
      ),
    ],
    rounding: ROUNDING.map(([cost, random]) => ({
      clause: "SPEC 6.4",
      costNanoton: cost.toString(),
      random: toHex(random),
      roundedNanoton: roundCost(cost, random).toString(),
    })),
    costs: COSTS.map(([quote, promptTokens, cachedTokens, completionTokens]) => {
      const tokens = { promptTokens, cachedTokens, completionTokens };
      const cost = costNanoton(parseQuote(quote), tokens).toString();
      return { clause: "SPEC 6.1", quote, ...tokens, costNanoton: cost };
    }),
    ceilings: CEILINGS.map(([quote, bodyBucketBytes, maxTokensBucket]) => ({
      clause: "SPEC 6.2",
      quote,
      bodyBucketBytes,
      maxTokensBucket,
      ceilingNanoton: priceCeilingNanoton(parseQuote(quote), bodyBucketBytes, maxTokensBucket).toString(),
      minimumNanoton: minimumCeilingNanoton(parseQuote(quote), bodyBucketBytes).toString(),
    })),
  };
}

const LEAST = new Uint8Array(8);
const MOST = new Uint8Array(8).fill(0xff);
const HALF = new Uint8Array(8).with(0, 0x80);

const ROUNDING: readonly (readonly [bigint, Uint8Array])[] = [
  [0n, LEAST],
  [31n, LEAST],
  [32n, LEAST],
  [33n, LEAST],
  [33n, MOST],
  [33n, HALF],
  [35n, HALF],
  [63n, LEAST],
  [48_611n, HALF],
  [48_611n, LEAST],
];

/** Quote; prompt, cached and output tokens. */
const COSTS: readonly (readonly [string, number, number, number])[] = [
  ["1000000/250000/4000000", 0, 0, 0],
  ["1000000/250000/4000000", 31, 16, 9],
  ["1/1/1", 1, 0, 0],
  ["1/1/1", 1_000_000, 0, 0],
  ["1/1/1", 1_000_000, 0, 1],
  ["3/0/0", 500_000, 499_999, 0],
  ["9000000000000000000/0/8999999999999999999", 65_536, 0, 65_536],
];

/** Quote, body bucket, output tokens. */
const CEILINGS: readonly (readonly [string, number, number])[] = [
  ["1000000/250000/4000000", 4096, 128],
  ["1000000/250000/4000000", 1_048_576, 65_536],
  ["1/0/0", 4096, 1],
  ["123456789/1/987654321", 8192, 1024],
];
