import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fromHex, Secret, toHex } from "../bytes/index.ts";
import { ClientExchange } from "../envelope/exchange.ts";
import { type OpenInput, openRequest } from "../envelope/open-request.ts";
import { RefusalError } from "../envelope/refusal.ts";
import { ReplaySet } from "../envelope/replay-set.ts";
import { parseInferenceRequest } from "../inference/index.ts";
import { nanoton, roundCost } from "../money/index.ts";
import { verifyOuterReceipt, verifyRunningReceipt, verifyUsageReceipt } from "../receipt/index.ts";
import { ResponseError } from "../response/errors.ts";
import { ResponseOpener } from "../response/opener.ts";
import { vectorFiles } from "./all.ts";
import { edited } from "./edits.ts";
import { type EnvelopeReject, envelopeVectors } from "./envelope-vectors.ts";
import { type ReceiptKind, receiptVectors } from "./receipt-vectors.ts";
import { type FrameStep, type ResponseReject, responseVectors } from "./response-vectors.ts";

const envelopes = await envelopeVectors();
const responses = await responseVectors();
const receipts = receiptVectors();

it("derives the files in protocol/vectors again, byte for byte", async () => {
  for (const [name, text] of await vectorFiles())
    expect(await readFile(new URL(`../../vectors/${name}`, import.meta.url), "utf8")).toBe(text);
});

describe("envelopes", () => {
  const worker = (
    recipient: string,
    envelope: Uint8Array,
    given: Partial<EnvelopeReject> = {},
  ): OpenInput => {
    const { seed, keyId } = envelopes.recipients.find(({ name }) => name === recipient) ?? {
      seed: "",
      keyId: "",
    };
    const { nowMs, keyExpiresMs, rosterRoots, manifests } = { ...envelopes.worker, ...given };
    return {
      envelope,
      keyId: fromHex(keyId),
      privateKey: new Secret(fromHex(seed)),
      keyExpiresMs,
      nowMs,
      acceptsRoster: (root) => rosterRoots.includes(toHex(root)),
      replay: new ReplaySet(),
      hasManifest: (hash) => manifests.includes(toHex(hash)),
    };
  };

  it.each(envelopes.accept)("opens: $name", async ({ envelope, recipients, request, transcript }) => {
    for (const { name, exchangeSecret } of recipients) {
      const opened = await openRequest(worker(name, fromHex(envelope)));
      expect(opened.request).toEqual(parseInferenceRequest(new TextEncoder().encode(request)));
      expect(toHex(opened.header.transcript)).toBe(transcript);
      expect(toHex(opened.exchange.secret.reveal())).toBe(exchangeSecret);
    }
  });

  it.each(envelopes.reject)("refuses: $name ($clause)", async (vector) => {
    const original = vector.envelope ?? envelopes.accept.find(({ name }) => name === vector.of)?.envelope;
    const input = worker(vector.recipient, edited(fromHex(original as string), vector), vector);
    for (let delivery = 1; delivery < (vector.deliveries ?? 1); delivery++) await openRequest(input);
    await expect(openRequest(input)).rejects.toEqual(new RefusalError(vector.code));
  });
});

describe("responses", () => {
  const { keyId, transcript, enc, secret } = responses.exchange;
  const slot = {
    transcript: fromHex(transcript),
    keyId: fromHex(keyId),
    enc: fromHex(enc),
    secret: new Secret(fromHex(secret)),
  };
  const openAll = async (header: string, frames: readonly FrameStep[]) => {
    const opener = await ResponseOpener.create(new ClientExchange(slot.transcript, [slot]), fromHex(header));
    const records = [];
    for (const { seq, frame } of frames) records.push(...(await opener.open(seq, fromHex(frame))));
    return { opener, records };
  };

  it.each(responses.accept)("opens: $name", async (vector) => {
    const steps = vector.frames.map((frame, seq) => ({ seq, frame }));
    const { opener, records } = await openAll(responses.header, steps);
    const text = (from: readonly { type: string; text?: string }[]) =>
      from.map((record) => record.text ?? "").join("");
    expect(text(records)).toBe(text(vector.ticks.flat()));
    expect(records.slice(-2)).toEqual([{ type: "receipt", bytes: fromHex(vector.receipt) }, { type: "end" }]);
    expect(opener.finished).toBe(true);
    expect(opener.covered).toEqual({ frames: vector.covered.frames, hash: vector.covered.responseHash });
    for (const [cost, rounded] of Object.entries(vector.rounded))
      expect(opener.roundCost(nanoton(BigInt(cost)))).toBe(BigInt(rounded));
  });

  it.each<ResponseReject>(responses.reject)("refuses: $name ($clause)", async ({ code, header, frames }) => {
    const { opener } = frames.length
      ? await openAll(header ?? responses.header, frames.slice(0, -1))
      : { opener: null };
    const last = frames.at(-1);
    const failing =
      opener && last ? opener.open(last.seq, fromHex(last.frame)) : openAll(header as string, []);
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toHaveProperty("code", code);
  });
});

describe("receipts", () => {
  const signPk = fromHex(receipts.signPk);
  const verify = (kind: ReceiptKind, receipt: string) =>
    ({ usage: verifyUsageReceipt, outer: verifyOuterReceipt, running: verifyRunningReceipt })[kind](
      fromHex(receipt),
      signPk,
    );

  it.each(receipts.accept)("verifies: $name", ({ kind, receipt, json }) => {
    const fields = JSON.parse(json) as { costNanoton: string };
    expect(verify(kind, receipt)).toEqual({ ...fields, costNanoton: BigInt(fields.costNanoton) });
  });

  it.each(receipts.reject)("refuses: $name ($clause)", ({ kind, receipt }) => {
    expect(verify(kind, receipt)).toBeNull();
  });

  it.each(receipts.rounding)("rounds $costNanoton with $random to $roundedNanoton", (vector) => {
    expect(roundCost(BigInt(vector.costNanoton), fromHex(vector.random)).toString()).toBe(
      vector.roundedNanoton,
    );
  });
});
