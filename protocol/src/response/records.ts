import * as v from "valibot";
import { count, isProblemCode, LIMITS, parseStrictJson, type ProblemCode, shortText } from "../api/index.ts";
import { fromUtf8, MalformedError, utf8 } from "../bytes/index.ts";
import type { TokenCounts } from "../money/index.ts";

/** Type numbers of SPEC 5.6. */
export const TYPE = { delta: 1, tool: 2, usage: 3, receipt: 4, end: 5, error: 6 } as const;
export type RecordType = keyof typeof TYPE;

/** What an answer consists of, whole: how records lie in frames is not the reader's matter (SPEC 5.6). */
export type ContentRecord =
  /** The next piece of the answer's text. */
  | { readonly type: "delta"; readonly text: string }
  /** One tool call as JSON text, as the engine wrote it. */
  | { readonly type: "tool"; readonly json: string }
  | ({ readonly type: "usage" } & TokenCounts)
  /** Why there is no more text; a receipt still follows. */
  | { readonly type: "error"; readonly code: ProblemCode; readonly sentence: string };

export type ResponseRecord =
  | ContentRecord
  /** The signed usage receipt's exact bytes. */
  | { readonly type: "receipt"; readonly bytes: Uint8Array }
  /** The answer is complete; only frames without records follow. */
  | { readonly type: "end" };

/** The most a record may hold once its parts are joined. */
export const largestRecordBytes = (type: RecordType): number =>
  type === "tool" ? LIMITS.manifestBytes : LIMITS.receiptBytes;

const U32 = 0xffff_ffff;
const usage = v.strictObject({
  promptTokens: count(U32),
  cachedTokens: count(U32),
  completionTokens: count(U32),
});
const failure = v.strictObject({
  code: v.pipe(
    v.string(),
    v.check((code) => isProblemCode(code)),
    v.transform((code) => code as ProblemCode),
  ),
  sentence: shortText(512),
});

export function encodeRecordData(record: ResponseRecord): Uint8Array<ArrayBuffer> {
  switch (record.type) {
    case "delta":
      return utf8(record.text);
    case "tool":
      return utf8(record.json);
    case "usage": {
      const { promptTokens, cachedTokens, completionTokens } = record;
      return utf8(JSON.stringify({ promptTokens, cachedTokens, completionTokens }));
    }
    case "error":
      return utf8(JSON.stringify({ code: record.code, sentence: record.sentence }));
    case "receipt":
      return new Uint8Array(record.bytes);
    case "end":
      return new Uint8Array();
  }
}

/** @throws MalformedError */
export function decodeRecord(type: RecordType, data: Uint8Array): ResponseRecord {
  const json = <S extends v.GenericSchema>(schema: S) =>
    parseStrictJson(schema, data, `${type} record`, data.length);
  switch (type) {
    case "delta":
      return { type, text: fromUtf8(data) };
    case "tool":
      return { type, json: fromUtf8(data) };
    case "usage":
      return { type, ...json(usage) };
    case "error":
      return { type, ...json(failure) };
    case "receipt":
      return { type, bytes: data };
    case "end":
      if (data.length > 0) throw new MalformedError("end record has data");
      return { type };
  }
}
