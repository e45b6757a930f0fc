import { fromHex, Secret, toHex } from "../../bytes/index.ts";
import { type OpenInput, openRequest } from "../../envelope/open-request.ts";
import { RefusalError } from "../../envelope/refusal.ts";
import { ReplaySet } from "../../envelope/replay-set.ts";
import { encodeInferenceRequest } from "../../inference/index.ts";
import { edited } from "../edits.ts";
import type { EnvelopeReject, EnvelopeVectors } from "../envelope-vectors.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";

/** Opens each accepted envelope for each of its recipients, and has each other one refused. */
export const judgeEnvelopes = (vectors: EnvelopeVectors): Promise<Judgement>[] => [
  ...vectors.accept.map((vector) => judgeAccepted(vector, vectors)),
  ...vectors.reject.map((vector) => judgeRefused(vector, vectors)),
];

async function judgeAccepted(
  { name, envelope, recipients, request, transcript }: EnvelopeVectors["accept"][number],
  vectors: EnvelopeVectors,
): Promise<Judgement> {
  const mismatches = recipients.map(async ({ name: recipient, exchangeSecret }) => {
    const opened = await openRequest(workerOf(recipient, fromHex(envelope), vectors));
    return [
      ...mismatch("request", request, new TextDecoder().decode(encodeInferenceRequest(opened.request))),
      ...mismatch("transcript", transcript, toHex(opened.header.transcript)),
      ...mismatch("exchangeSecret", exchangeSecret, toHex(opened.exchange.secret.reveal())),
    ];
  });
  return { id: `opens: ${name}`, mismatches: (await Promise.all(mismatches)).flat(), otherReason: null };
}

async function judgeRefused(vector: EnvelopeReject, vectors: EnvelopeVectors): Promise<Judgement> {
  const { name, clause, code, deliveries = 1 } = vector;
  const original =
    vector.envelope ?? vectors.accept.find((accepted) => accepted.name === vector.of)?.envelope;
  if (original === undefined) throw new Error(`${name} is made of an envelope that the file does not have`);
  const input = workerOf(vector.recipient, edited(fromHex(original), vector), vectors, vector);
  for (let delivery = 1; delivery < deliveries; delivery++) await openRequest(input);
  const got = await openRequest(input).then(() => "opened", codeOf);
  return { id: `refuses: ${name} (${clause})`, mismatches: mismatch("code", code, got), otherReason: null };
}

function codeOf(error: unknown): string {
  if (error instanceof RefusalError) return error.code;
  throw error;
}

function workerOf(
  recipient: string,
  envelope: Uint8Array,
  vectors: EnvelopeVectors,
  changes: Partial<EnvelopeReject> = {},
): OpenInput {
  const found = vectors.recipients.find(({ name }) => name === recipient);
  if (!found) throw new Error(`the file has no recipient ${recipient}`);
  const { nowMs, keyExpiresMs, rosterRoots, manifests } = { ...vectors.worker, ...changes };
  return {
    envelope,
    keyId: fromHex(found.keyId),
    privateKey: new Secret(fromHex(found.seed)),
    keyExpiresMs,
    nowMs,
    acceptsRoster: (root) => rosterRoots.includes(toHex(root)),
    replay: new ReplaySet(),
    hasManifest: (hash) => manifests.includes(toHex(hash)),
  };
}
