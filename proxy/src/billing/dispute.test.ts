import { generateEd25519 } from "@cocoon/protocol/bytes";
import { costNanoton, nanoton, parseQuote, roundCost } from "@cocoon/protocol/money";
import {
  type OuterReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
  type UsageReceipt,
} from "@cocoon/protocol/receipt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeDispute } from "./dispute.ts";

const worker = generateEd25519();
const QUOTE = "20000000/5000000/60000000";

const usageOf = (promptTokens: number, completionTokens: number): UsageReceipt => {
  const counts = { promptTokens, cachedTokens: 0, completionTokens };
  return {
    requestHash: "ab".repeat(32),
    keyId: "cd".repeat(32),
    attempt: 1,
    modelManifest: "ef".repeat(32),
    quote: QUOTE,
    costNanoton: costNanoton(parseQuote(QUOTE), counts),
    frames: 6,
    responseHash: "01".repeat(32),
    ...counts,
    finish: "stop",
    startedMs: 1_800_000_000_000,
    endedMs: 1_800_000_004_000,
  };
};

const outerOf = (usage: UsageReceipt, cost: bigint): OuterReceipt => {
  const { requestHash, keyId, attempt, modelManifest, quote } = usage;
  return { requestHash, keyId, attempt, modelManifest, quote, costNanoton: nanoton(cost) };
};

const judge = (usage: UsageReceipt, outer: OuterReceipt, signKey = worker.secretKey) =>
  judgeDispute({
    usage: signUsageReceipt(usage, signKey),
    settled: signOuterReceipt(outer, worker.secretKey),
    signPk: worker.publicKey,
  });

describe("a dispute", () => {
  it("finds honest receipts to agree, whichever way the cost was rounded", () => {
    const tokens = fc.integer({ min: 0, max: 60_000 });
    const random = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(tokens, tokens, random, (prompt, completion, bytes) => {
        const usage = usageOf(prompt, completion);
        expect(judge(usage, outerOf(usage, roundCost(usage.costNanoton, bytes)))).toBe("receipts_agree");
      }),
    );
  });

  const usage = usageOf(1000, 333);

  it("finds a charge two steps of the grid above or below", () => {
    const { costNanoton: exact } = usage;
    expect(judge(usage, outerOf(usage, (exact * 11n) / 10n))).toBe("overcharged");
    expect(judge(usage, outerOf(usage, (exact * 9n) / 10n))).toBe("undercharged");
  });

  it("finds a cost that is not its own counts'", () => {
    const dearer = { ...usage, costNanoton: nanoton(usage.costNanoton + 1n) };
    expect(judge(dearer, outerOf(usage, usage.costNanoton))).toBe("overcharged");
    const cheaper = { ...usage, costNanoton: nanoton(usage.costNanoton - 1n) };
    expect(judge(cheaper, outerOf(usage, usage.costNanoton))).toBe("undercharged");
  });

  it("lets no worker escape by counts that no answer has", () => {
    const outer = outerOf(usage, usage.costNanoton);
    for (const counts of [{ cachedTokens: 1001 }, { promptTokens: 0, cachedTokens: 0xffff_ffff }])
      expect(judge({ ...usage, ...counts }, outer)).toBe("overcharged");
    const quote = `1/1/${(1n << 63n) - 1n}`;
    expect(judge({ ...usage, quote, completionTokens: 0xffff_ffff }, { ...outer, quote })).toBe(
      "overcharged",
    );
  });

  it("takes a running receipt for what an interrupted job was settled by", () => {
    const running = signRunningReceipt(
      { ...outerOf(usage, roundCost(usage.costNanoton, new Uint8Array(8))), seq: 3 },
      worker.secretKey,
    );
    const given = { usage: signUsageReceipt(usage, worker.secretKey), signPk: worker.publicKey };
    expect(judgeDispute({ ...given, settled: running })).toBe("receipts_agree");
  });

  it("takes nothing that the worker did not sign for this very job", () => {
    const outer = outerOf(usage, usage.costNanoton);
    expect(judge(usage, outer, generateEd25519().secretKey)).toBeNull();
    for (const change of [{ requestHash: "00".repeat(32) }, { attempt: 2 }, { quote: "1/1/1" }])
      expect(judge({ ...usage, ...change }, outer)).toBeNull();
    expect(
      judgeDispute({ usage: new Uint8Array(9), settled: new Uint8Array(9), signPk: worker.publicKey }),
    ).toBeNull();
  });
});
