import { count, hexText, millis, nanotonText, parseStrictJson, quoteText } from "@cocoon/protocol/api";
import { fromHex, Secret, toHex } from "@cocoon/protocol/bytes";
import { parseNanoton } from "@cocoon/protocol/money";
import * as v from "valibot";
import type { PayerRecord } from "./record.ts";

const LIMIT_BYTES = 1024 * 1024;

const amount = v.pipe(nanotonText, v.transform(parseNanoton));
const storedRecord = v.strictObject({
  escrow: v.pipe(v.string(), v.regex(/^0:[0-9a-f]{64}$/)),
  globalId: v.pipe(v.number(), v.safeInteger()),
  key: v.pipe(
    hexText(32),
    v.transform((hex) => new Secret<Uint8Array>(fromHex(hex))),
  ),
  epoch: count(0xffff_ffff),
  baseNanoton: amount,
  acceptedNanoton: amount,
  signedBeforeNanoton: amount,
  signed: v.nullable(
    v.strictObject({
      epoch: count(0xffff_ffff),
      cumulativeNanoton: amount,
      validUntil: count(0xffff_ffff),
      signature: hexText(64),
      delivered: v.boolean(),
    }),
  ),
  open: v.array(
    v.strictObject({
      jobId: hexText(32),
      transcript: hexText(32),
      manifest: hexText(32),
      quote: quoteText,
      ceilingNanoton: amount,
      notAfterMs: millis,
      signers: v.record(hexText(32), hexText(32)),
    }),
  ),
});

/** @param what names it in errors @throws MalformedError */
export const parsePayerRecord = (text: string, what: string): PayerRecord =>
  parseStrictJson(storedRecord, text, what, LIMIT_BYTES);

/** As JSON on one line: the one place where the key is written out. */
export const encodePayerRecord = (record: PayerRecord): string =>
  JSON.stringify({ ...record, key: toHex(record.key.reveal()) }, (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
