import { CocoonError, LIMITS } from "../api/index.ts";
import { concatBytes, label, MalformedError, Secret, sha256, u8 } from "../bytes/index.ts";
import { encodeCore } from "../envelope-header/core.ts";
import { type EnvelopeHeader, parseEnvelopeHeader } from "../envelope-header/index.ts";
import { bodyBucketOf, sealedBodyBytes, SUITE_BYTES } from "../envelope-header/layout.ts";
import { transcriptOf } from "../envelope-header/transcript.ts";
import { setupSender } from "../hpke/contexts.ts";
import { encodeInferenceRequest, type InferenceRequest } from "../inference/index.ts";
import { padBody, sealBody } from "./body.ts";
import { ClientExchange, EXCHANGE_SECRET_BYTES, type Exchange, exporterContext } from "./exchange.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A key to seal to. Only a verified one may become one: see seal-request.ts. */
export interface Recipient {
  readonly keyId: Uint8Array;
  readonly hpkePk: Uint8Array;
}

export interface SealInput<R extends Recipient> {
  readonly request: InferenceRequest;
  /** 32 bytes; the same for every seal of one job. */
  readonly requestId: Uint8Array;
  readonly modelManifest: Uint8Array;
  readonly rosterRoot: Uint8Array;
  /** Unix milliseconds. */
  readonly notAfterMs: number;
  /** A power of two, at least the request's `maxTokens`. */
  readonly maxTokensBucket: number;
  /** One to four, distinct. */
  readonly recipients: readonly R[];
}

/** What sealing draws at random: new for every envelope, fixed only in vectors. */
export interface SealRandomness {
  /** CEK, 32 bytes; overwritten after use. */
  readonly contentKey: Bytes;
  /** 64 bytes for slot j; undefined lets the KEM draw them. */
  readonly encapsulation: (slot: number) => Uint8Array | undefined;
}

export interface SealedRequest {
  readonly envelope: Bytes;
  readonly header: EnvelopeHeader;
  readonly exchange: ClientExchange;
}

/** What the clear part says, apart from what follows from the body. */
export type SealFields<R extends Recipient> = Omit<SealInput<R>, "request">;

/** @throws CocoonError prompt_too_long, malformed_request; RangeError for the caller's own mistakes */
export async function sealToRecipients(
  input: SealInput<Recipient>,
  random: SealRandomness,
): Promise<SealedRequest> {
  const body = encodeBody(input);
  return sealPadded(body, input, random).finally(() => {
    body.fill(0);
    random.contentKey.fill(0);
  });
}

/** Seals a body that is already padded to its bucket; apart for vectors, which need wrong bodies sealed rightly. */
export async function sealPadded(
  padded: Bytes,
  fields: SealFields<Recipient>,
  random: SealRandomness,
): Promise<SealedRequest> {
  const { contentKey } = random;
  const core = encodeCore({ ...fields, bodyBytes: sealedBodyBytes(padded.length) });
  const coreHash = sha256(core);
  const body = await sealBody(contentKey, coreHash, padded);
  const bodyHash = sha256(body);
  const keyIds = fields.recipients.map(({ keyId }) => keyId);
  const transcript = transcriptOf(coreHash, bodyHash, keyIds);
  const slots = await Promise.all(
    fields.recipients.map((recipient, j) =>
      sealSlot(recipient, transcript, contentKey, random.encapsulation(j)),
    ),
  );
  const blocks = slots.map(({ block }) => block);
  const envelope = concatBytes(core, bodyHash, u8(slots.length), ...blocks, body);
  const exchanges = slots.map(({ exchange }) => exchange);
  return {
    envelope,
    header: parseEnvelopeHeader(envelope),
    exchange: new ClientExchange(transcript, exchanges),
  };
}

function encodeBody({ request, maxTokensBucket, recipients }: SealInput<Recipient>): Bytes {
  if (recipients.length < 1 || recipients.length > LIMITS.candidates)
    throw new RangeError("one to four recipients");
  if (request.maxTokens > maxTokensBucket)
    throw new CocoonError("malformed_request", "maxTokens exceeds its bucket");
  const plaintext = encodeRequest(request);
  const bucketBytes = bodyBucketOf(plaintext.length);
  if (bucketBytes === null) throw new CocoonError("prompt_too_long");
  const padded = padBody(plaintext, bucketBytes);
  plaintext.fill(0);
  return padded;
}

function encodeRequest(request: InferenceRequest): Bytes {
  try {
    return encodeInferenceRequest(request);
  } catch (error) {
    if (error instanceof MalformedError) throw new CocoonError("malformed_request", error.message);
    throw error;
  }
}

/** HPKE's info: a wrap for one key can't be moved into another's slot (SPEC 4.8). */
export const wrapInfo = (keyId: Uint8Array): Bytes =>
  concatBytes(label("cocoon/v1 request wrap"), SUITE_BYTES, keyId);

async function sealSlot(
  { keyId, hpkePk }: Recipient,
  transcript: Bytes,
  contentKey: Bytes,
  encapsulation: Uint8Array | undefined,
): Promise<{ block: Bytes; exchange: Exchange }> {
  const context = await setupSender(hpkePk, wrapInfo(keyId), encapsulation);
  const wrapped = await context.seal(contentKey, transcript);
  const secret = new Secret(context.export(exporterContext(transcript), EXCHANGE_SECRET_BYTES));
  return {
    block: concatBytes(keyId, context.enc, wrapped),
    exchange: { transcript, keyId, enc: context.enc, secret },
  };
}
