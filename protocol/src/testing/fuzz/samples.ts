import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { concatBytes, fromHex, utf8 } from "../../bytes/index.ts";
import type { EnvelopeVectors } from "../../vectors/envelope-vectors.ts";
import type { EvidenceVectors } from "../../vectors/evidence-vectors.ts";
import type { ReceiptVectors } from "../../vectors/receipt-vectors.ts";
import type { referenceVectors } from "../../vectors/reference-vectors.ts";
import type { ResponseVectors } from "../../vectors/response-vectors.ts";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../../vectors/${name}.json`, import.meta.url)), "utf8"));

/** This package's own vectors: every accepted input of them is a sample. */
export const EVIDENCE = read("evidence") as EvidenceVectors;
export const ENVELOPES = read("envelope") as EnvelopeVectors;
export const ANSWERS = read("response") as ResponseVectors;
export const RECEIPTS = read("receipt") as ReceiptVectors;
export const REFERENCES = read("reference-values") as ReturnType<typeof referenceVectors>;

export const json = (...values: readonly unknown[]): Uint8Array[] =>
  values.map((value) => utf8(JSON.stringify(value)));
export const texts = (...values: readonly string[]): Uint8Array[] => values.map(utf8);
export const hexes = (values: readonly string[]): Uint8Array<ArrayBuffer>[] => values.map(fromHex);

/** As whoever reads text from a socket or a file gets it. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Fixed bytes of a form where only the length matters. */
export const filled = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(7);

/** An answer's frames as one input: the opener takes them one after the other. */
export const joinedFrames = (frames: readonly string[]): Uint8Array => concatBytes(...frames.map(fromHex));
