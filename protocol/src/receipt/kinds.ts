import * as v from "valibot";
import { count, hexText, millis, nanotonText, quoteText } from "../api/index.ts";
import { parseNanoton } from "../money/index.ts";
import { FINISHES, type OuterReceipt, type RunningReceipt, type UsageReceipt } from "./receipts.ts";
import type { StatementKind } from "./signed-json.ts";

const U32 = 0xffff_ffff;

const version = v.literal(1);
const cost = v.pipe(nanotonText, v.transform(parseNanoton));
const attempt = v.pipe(count(255), v.minValue(1));

const outer = {
  v: version,
  requestHash: hexText(32),
  keyId: hexText(32),
  attempt,
  modelManifest: hexText(32),
  quote: quoteText,
  costNanoton: cost,
};

const outerFields = (receipt: OuterReceipt) => ({
  v: 1,
  requestHash: receipt.requestHash,
  keyId: receipt.keyId,
  attempt: receipt.attempt,
  modelManifest: receipt.modelManifest,
  quote: receipt.quote,
  costNanoton: receipt.costNanoton.toString(),
});

export const OUTER: StatementKind<OuterReceipt> = {
  label: "cocoon/v1 outer receipt",
  schema: v.strictObject(outer),
  fields: outerFields,
};

export const RUNNING: StatementKind<RunningReceipt> = {
  label: "cocoon/v1 running receipt",
  schema: v.strictObject({ ...outer, seq: count(U32) }),
  fields: (receipt) => ({ ...outerFields(receipt), seq: receipt.seq }),
};

export const USAGE: StatementKind<UsageReceipt> = {
  label: "cocoon/v1 receipt",
  schema: v.strictObject({
    ...outer,
    frames: count(U32),
    responseHash: hexText(32),
    promptTokens: count(U32),
    cachedTokens: count(U32),
    completionTokens: count(U32),
    finish: v.picklist(FINISHES),
    startedMs: millis,
    endedMs: millis,
  }),
  fields: (receipt) => ({
    ...outerFields(receipt),
    frames: receipt.frames,
    responseHash: receipt.responseHash,
    promptTokens: receipt.promptTokens,
    cachedTokens: receipt.cachedTokens,
    completionTokens: receipt.completionTokens,
    finish: receipt.finish,
    startedMs: receipt.startedMs,
    endedMs: receipt.endedMs,
  }),
};
