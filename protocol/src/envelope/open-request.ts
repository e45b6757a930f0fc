import { KEY_GRACE_MS } from "../attestation/key-material.ts";
import { equalBytes, MalformedError, Secret, sha256 } from "../bytes/index.ts";
import { type EnvelopeHeader, parseEnvelopeHeader, UnsupportedSuiteError } from "../envelope-header/index.ts";
import { bodyAt, ENC_BYTES, KEY_ID_BYTES, SLOT_BYTES, SLOTS_AT } from "../envelope-header/layout.ts";
import { type RecipientContext, setupRecipient } from "../hpke/contexts.ts";
import { type InferenceRequest, parseInferenceRequest } from "../inference/index.ts";
import { openBody, unpadBody } from "./body.ts";
import { EXCHANGE_SECRET_BYTES, exporterContext, type WorkerExchange } from "./exchange.ts";
import { type RefusalCode, RefusalError } from "./refusal.ts";
import type { ReplaySet } from "./replay-set.ts";
import { wrapInfo } from "./seal.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface OpenInput {
  readonly envelope: Uint8Array;
  /** The worker's own key: 32 bytes. */
  readonly keyId: Uint8Array;
  readonly privateKey: Secret<Bytes>;
  /** Of the key material; five minutes of grace are added here (SPEC 2.4). */
  readonly keyExpiresMs: number;
  readonly nowMs: number;
  /** Whether this root is among the last six. */
  readonly acceptsRoster: (root: Uint8Array) => boolean;
  readonly replay: ReplaySet;
  readonly hasManifest: (hash: Uint8Array) => boolean;
}

export interface OpenedRequest {
  readonly request: InferenceRequest;
  readonly header: EnvelopeHeader;
  readonly exchange: WorkerExchange;
}

interface Slot {
  readonly enc: Bytes;
  readonly wrapped: Bytes;
}

/** Opens an envelope, checking in exactly the order of SPEC 4.9. @throws RefusalError */
export async function openRequest(input: OpenInput): Promise<OpenedRequest> {
  const envelope = new Uint8Array(input.envelope);
  const header = parseHeader(envelope);
  const slot = ownSlot(envelope, header, input);
  if (input.nowMs >= header.notAfterMs) throw new RefusalError("deadline_passed");
  if (!input.acceptsRoster(header.rosterRoot)) throw new RefusalError("roster_unknown");
  if (!input.replay.insert(input.keyId, sha256(slot.enc))) throw new RefusalError("replayed");
  const context = await orRefuse("open_failed", () =>
    setupRecipient(input.privateKey, slot.enc, wrapInfo(input.keyId)),
  );
  const contentKey = await orRefuse("open_failed", () => context.open(slot.wrapped, header.transcript));
  const request = await openContent(envelope, header, contentKey).finally(() => contentKey.fill(0));
  if (!input.hasManifest(header.modelManifest)) throw new RefusalError("manifest_not_loaded");
  return { request, header, exchange: exchangeOf(context, header, input.keyId, slot.enc) };
}

function parseHeader(envelope: Uint8Array): EnvelopeHeader {
  try {
    return parseEnvelopeHeader(envelope);
  } catch (error) {
    if (error instanceof UnsupportedSuiteError) throw new RefusalError("unsupported_suite");
    if (error instanceof MalformedError) throw new RefusalError("malformed_envelope");
    throw error;
  }
}

function ownSlot(envelope: Bytes, header: EnvelopeHeader, input: OpenInput): Slot {
  const index = header.keyIds.findIndex((keyId) => equalBytes(keyId, input.keyId));
  if (index < 0) throw new RefusalError("unknown_key");
  // A key with a full replay set can't tell old from new any more: its life is over as well.
  if (input.nowMs >= input.keyExpiresMs + KEY_GRACE_MS || input.replay.isFull(input.keyId))
    throw new RefusalError("key_expired");
  const at = SLOTS_AT + index * SLOT_BYTES + KEY_ID_BYTES;
  return {
    enc: envelope.slice(at, at + ENC_BYTES),
    wrapped: envelope.slice(at + ENC_BYTES, at + SLOT_BYTES - KEY_ID_BYTES),
  };
}

/** Body hash, chunks, inner length, request: steps 9 to 12. Overwrites the padded body. */
async function openContent(
  envelope: Bytes,
  header: EnvelopeHeader,
  contentKey: Bytes,
): Promise<InferenceRequest> {
  const sealed = envelope.subarray(bodyAt(header.keyIds.length));
  if (!equalBytes(sha256(sealed), header.bodyHash)) throw new RefusalError("body_mismatch");
  const body = await openBody(contentKey, header.coreHash, sealed);
  if (!body) throw new RefusalError("open_failed");
  const request = await orRefuse("malformed_request", () => readRequest(body));
  if (request.maxTokens > header.maxTokensBucket) throw new RefusalError("malformed_request");
  return request;
}

function readRequest(body: Bytes): InferenceRequest {
  const plaintext = unpadBody(body);
  body.fill(0);
  try {
    return parseInferenceRequest(plaintext);
  } finally {
    plaintext.fill(0);
  }
}

function exchangeOf(
  context: RecipientContext,
  { transcript }: EnvelopeHeader,
  keyId: Uint8Array,
  enc: Uint8Array,
): WorkerExchange {
  const secret = new Secret(context.export(exporterContext(transcript), EXCHANGE_SECRET_BYTES));
  return { transcript, keyId, enc, secret };
}

/** The cause stays here: told to a sender, the difference between two failures of one step would be an oracle. */
async function orRefuse<T>(code: RefusalCode, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch {
    throw new RefusalError(code);
  }
}
