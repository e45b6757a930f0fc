import { fromHex, Secret, toHex } from "../../bytes/index.ts";
import { ClientExchange } from "../../envelope/exchange.ts";
import { nanoton } from "../../money/index.ts";
import { ResponseError } from "../../response/errors.ts";
import { ResponseOpener } from "../../response/opener.ts";
import type { ResponseRecord } from "../../response/records.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";
import type { FrameStep, ResponseReject, ResponseVectors } from "../response-vectors.ts";

/** Opens each accepted answer frame by frame, and has the last frame of each other one refused. */
export const judgeResponses = (vectors: ResponseVectors): Promise<Judgement>[] => [
  ...vectors.accept.map((vector) => judgeAccepted(vector, vectors)),
  ...vectors.reject.map((vector) => judgeRefused(vector, vectors)),
];

async function judgeAccepted(
  vector: ResponseVectors["accept"][number],
  vectors: ResponseVectors,
): Promise<Judgement> {
  const opener = await openerOf(vectors);
  const records = await openAll(
    opener,
    vector.frames.map((frame, seq) => ({ seq, frame })),
  );
  const { frames, responseHash } = vector.covered;
  return {
    id: `opens: ${vector.name}`,
    mismatches: [
      ...mismatch("text", textOf(vector.ticks.flat()), textOf(records)),
      ...mismatch(
        "last records",
        ["receipt", "end"],
        records.slice(-2).map(({ type }) => type),
      ),
      ...mismatch("receipt", vector.receipt, receiptOf(records)),
      ...mismatch("finished", true, opener.finished),
      ...mismatch("covered", { frames, hash: responseHash }, opener.covered),
      ...Object.entries(vector.rounded).flatMap(([cost, rounded]) =>
        mismatch(`rounded ${cost}`, rounded, String(opener.roundCost(nanoton(BigInt(cost))))),
      ),
    ],
    otherReason: null,
  };
}

async function judgeRefused(vector: ResponseReject, vectors: ResponseVectors): Promise<Judgement> {
  const { name, clause, code, frames, header = vectors.header } = vector;
  const got = await openBefore(vectors, header, frames).then(
    ([opener, last]) => (last && opener ? openAll(opener, [last]).then(() => "opened", codeOf) : "opened"),
    // Without frames the header is what has to be refused; with some, all but the last are in order.
    (error: unknown) => (frames.length === 0 ? codeOf(error) : Promise.reject(error)),
  );
  return { id: `refuses: ${name} (${clause})`, mismatches: mismatch("code", code, got), otherReason: null };
}

/** The opener after all frames but the last, and the last. */
async function openBefore(vectors: ResponseVectors, header: string, frames: readonly FrameStep[]) {
  const opener = await openerOf(vectors, header);
  await openAll(opener, frames.slice(0, -1));
  return [opener, frames.at(-1)] as const;
}

function openerOf({ exchange, header }: ResponseVectors, bytes = header): Promise<ResponseOpener> {
  const slot = {
    transcript: fromHex(exchange.transcript),
    keyId: fromHex(exchange.keyId),
    enc: fromHex(exchange.enc),
    secret: new Secret(fromHex(exchange.secret)),
  };
  return ResponseOpener.create(new ClientExchange(slot.transcript, [slot]), fromHex(bytes));
}

async function openAll(opener: ResponseOpener, frames: readonly FrameStep[]): Promise<ResponseRecord[]> {
  const records: ResponseRecord[] = [];
  for (const { seq, frame } of frames) records.push(...(await opener.open(seq, fromHex(frame))));
  return records;
}

const textOf = (records: readonly { readonly type: string; readonly text?: string }[]): string =>
  records.map(({ text = "" }) => text).join("");

const receiptOf = (records: readonly ResponseRecord[]): string =>
  records.map((record) => (record.type === "receipt" ? toHex(record.bytes) : "")).join("");

function codeOf(error: unknown): string {
  if (error instanceof ResponseError) return error.code;
  throw error;
}
