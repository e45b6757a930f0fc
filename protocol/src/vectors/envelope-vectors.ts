import { toHex, u32, utf8 } from "../bytes/index.ts";
import { padBody } from "../envelope/body.ts";
import type { Exchange } from "../envelope/exchange.ts";
import type { RefusalCode } from "../envelope/refusal.ts";
import { type SealedRequest, sealPadded, sealToRecipients } from "../envelope/seal.ts";
import { bodyAt, SLOT_BYTES, SLOTS_AT } from "../envelope-header/layout.ts";
import { encodeInferenceRequest } from "../inference/index.ts";
import { type Edits, flip } from "./edits.ts";
import {
  FIXED_REQUEST,
  fixedBytes,
  fixedFields,
  type FixedRecipient,
  fixedRandomness,
  fixedRecipient,
  KEY_EXPIRES_MS,
  NOW_MS,
} from "./fixtures.ts";

/** How a worker that meets the envelope differs from one that accepts it; the defaults are the file's `worker`. */
export interface Circumstances {
  readonly nowMs?: number;
  readonly rosterRoots?: readonly string[];
  readonly manifests?: readonly string[];
  /** How often the same envelope arrives; the last delivery is the one that counts. */
  readonly deliveries?: number;
}

export interface EnvelopeReject extends Edits, Circumstances {
  readonly name: string;
  readonly clause: string;
  readonly code: RefusalCode;
  /** The accepted envelope that this one is made of, or, if `envelope` is there, its own bytes. */
  readonly of: string;
  readonly envelope?: string;
  readonly recipient: string;
}

/** What `envelope.json` holds. */
export type EnvelopeVectors = Awaited<ReturnType<typeof envelopeVectors>>;

const CORE = {
  magic: 0,
  version: 3,
  suite: 4,
  flags: 10,
  requestId: 12,
  notAfter: 108,
  bodyBytes: 116,
  maxTokens: 120,
};
const BODY_HASH_AT = 124;
const COUNT_AT = 156;
const ONE = "one candidate";
const THREE = "three candidates";

export async function envelopeVectors() {
  const recipients = await Promise.all(["alice", "boris", "chana"].map(fixedRecipient));
  const alice = recipients[0] as FixedRecipient;
  const one = await sealToRecipients(
    { ...fixedFields([alice]), request: FIXED_REQUEST },
    fixedRandomness(ONE),
  );
  const three = await sealToRecipients(
    { ...fixedFields(recipients), request: FIXED_REQUEST },
    fixedRandomness(THREE),
  );
  return {
    clause: "SPEC 4",
    recipients: recipients.map(({ name, seed, hpkePk, keyId }) => ({
      name,
      seed: toHex(seed),
      publicKey: toHex(hpkePk),
      keyId: toHex(keyId),
    })),
    worker: {
      nowMs: NOW_MS,
      keyExpiresMs: KEY_EXPIRES_MS,
      rosterRoots: [toHex(fixedBytes("roster root", 32))],
      manifests: [toHex(fixedBytes("model manifest", 32))],
    },
    accept: [accepted(ONE, one, [alice]), accepted(THREE, three, recipients)],
    reject: [...editedEnvelopes(one, three), ...circumstances(), ...(await wronglyFilled(alice))],
  };
}

const randomnessOf = (name: string, slots: number) => {
  const { contentKey, encapsulation } = fixedRandomness(name);
  return {
    contentKey: toHex(contentKey),
    encapsulations: Array.from({ length: slots }, (_, j) => toHex(encapsulation(j) as Uint8Array)),
  };
};

function accepted(
  name: string,
  { envelope, header, exchange }: SealedRequest,
  recipients: readonly FixedRecipient[],
) {
  const secretOf = (keyId: Uint8Array) => toHex((exchange.with(keyId) as Exchange).secret.reveal());
  return {
    name,
    clause: "SPEC 4.9",
    ...randomnessOf(name, recipients.length),
    request: new TextDecoder().decode(encodeInferenceRequest(FIXED_REQUEST)),
    transcript: toHex(header.transcript),
    recipients: recipients.map((recipient) => ({
      name: recipient.name,
      exchangeSecret: secretOf(recipient.keyId),
    })),
    envelope: toHex(envelope),
  };
}

function editedEnvelopes(
  { envelope: one }: SealedRequest,
  { envelope: three }: SealedRequest,
): EnvelopeReject[] {
  const reject = (
    name: string,
    clause: string,
    code: RefusalCode,
    edits: Edits,
    of = ONE,
  ): EnvelopeReject => ({
    name,
    clause,
    code,
    of,
    recipient: "alice",
    ...edits,
  });
  const put = (at: number, hex: string): Edits => ({ put: [{ at, hex }] });
  const keyIdOf = (slot: number) => SLOTS_AT + slot * SLOT_BYTES;
  const aliceKeyId = toHex(three.subarray(keyIdOf(0), keyIdOf(0) + 32));
  return [
    reject("empty", "SPEC 4.9 step 1", "malformed_envelope", { cutTo: 0 }),
    reject("shorter than any", "SPEC 4.9 step 1", "malformed_envelope", { cutTo: one.length - 1 }),
    reject("wrong magic", "SPEC 4.2", "malformed_envelope", put(CORE.magic, "00")),
    reject("version 2", "SPEC 4.2", "unsupported_suite", put(CORE.version, "32")),
    reject("another KEM", "SPEC 4.2", "unsupported_suite", put(CORE.suite, "0050")),
    reject("another AEAD", "SPEC 4.2", "unsupported_suite", put(CORE.suite + 4, "0003")),
    reject("a flag", "SPEC 4.2", "malformed_envelope", put(CORE.flags, "0001")),
    reject("deadline above 2^53", "SPEC 4.5", "malformed_envelope", put(CORE.notAfter, "ff")),
    reject(
      "body length of no bucket",
      "SPEC 4.6",
      "malformed_envelope",
      put(CORE.bodyBytes, toHex(u32(4113))),
    ),
    reject("max-tokens bucket of 0", "SPEC 4.5", "malformed_envelope", put(CORE.maxTokens, toHex(u32(0)))),
    reject(
      "max-tokens bucket of 100",
      "SPEC 4.5",
      "malformed_envelope",
      put(CORE.maxTokens, toHex(u32(100))),
    ),
    reject(
      "max-tokens bucket of 131072",
      "SPEC 4.5",
      "malformed_envelope",
      put(CORE.maxTokens, toHex(u32(131_072))),
    ),
    reject("no slots", "SPEC 4.1", "malformed_envelope", put(COUNT_AT, "00")),
    reject("five slots", "SPEC 4.1", "malformed_envelope", put(COUNT_AT, "05")),
    reject("one slot less than counted", "SPEC 4.9 step 3", "malformed_envelope", put(COUNT_AT, "02")),
    reject("a byte too many", "SPEC 4.9 step 3", "malformed_envelope", { append: "00" }),
    reject("a key named twice", "SPEC 4.1", "malformed_envelope", put(keyIdOf(1), aliceKeyId), THREE),
    reject("own key not named", "SPEC 4.9 step 4", "unknown_key", flip(one, keyIdOf(0))),
    reject("another request id", "SPEC 4.8", "open_failed", flip(one, CORE.requestId)),
    reject("another body hash", "SPEC 4.8", "open_failed", flip(one, BODY_HASH_AT)),
    reject("another candidate exchanged", "SPEC 4.8", "open_failed", flip(three, keyIdOf(2)), THREE),
    reject("own encapsulation changed, ML-KEM", "SPEC 4.8", "open_failed", flip(one, keyIdOf(0) + 32)),
    reject(
      "own encapsulation changed, X25519",
      "SPEC 4.8",
      "open_failed",
      flip(one, keyIdOf(0) + 32 + 1119, 7),
    ),
    reject("own wrap changed", "SPEC 4.8", "open_failed", flip(one, keyIdOf(0) + 32 + 1120)),
    reject("body changed", "SPEC 4.9 step 9", "body_mismatch", flip(one, bodyAt(1))),
  ];
}

function circumstances(): EnvelopeReject[] {
  const reject = (name: string, step: number, code: RefusalCode, worker: Circumstances): EnvelopeReject => ({
    name,
    clause: `SPEC 4.9 step ${step}`,
    code,
    of: ONE,
    recipient: "alice",
    ...worker,
  });
  return [
    reject("key past its grace", 4, "key_expired", { nowMs: KEY_EXPIRES_MS + 300_000 }),
    reject("key in its grace, deadline passed", 5, "deadline_passed", { nowMs: KEY_EXPIRES_MS + 299_999 }),
    reject("at the deadline", 5, "deadline_passed", { nowMs: NOW_MS + 60_000 }),
    reject("unknown roster", 6, "roster_unknown", { rosterRoots: [] }),
    reject("delivered twice", 7, "replayed", { deliveries: 2 }),
    reject("model not loaded", 13, "manifest_not_loaded", { manifests: [] }),
  ];
}

/** Envelopes that are sealed as they should be, around a body that should not be. */
async function wronglyFilled(alice: FixedRecipient): Promise<EnvelopeReject[]> {
  const text = (request: object) => padBody(utf8(JSON.stringify(request)), 4096);
  const seal = async (
    name: string,
    clause: string,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<EnvelopeReject> => {
    const { envelope } = await sealPadded(body, fixedFields([alice]), fixedRandomness(name));
    return {
      name,
      clause,
      code: "malformed_request",
      of: name,
      recipient: "alice",
      envelope: toHex(envelope),
    };
  };
  const tooLong = padBody(new Uint8Array(), 4096);
  tooLong.set(u32(4093));
  const unclean = text(FIXED_REQUEST);
  unclean[4095] = 1;
  return Promise.all([
    seal("inner length over the bucket", "SPEC 4.6", tooLong),
    seal("padding not zero", "SPEC 4.6", unclean),
    seal("not JSON", "SPEC 4.10", padBody(utf8("{"), 4096)),
    seal("unknown field", "SPEC 4.10", text({ ...FIXED_REQUEST, tools: [] })),
    seal("no message", "SPEC 4.10", text({ ...FIXED_REQUEST, messages: [] })),
    seal(
      "ceiling of six significant bits",
      "SPEC 6.2",
      text({ ...FIXED_REQUEST, priceCeilingNanoton: "33" }),
    ),
    seal("more tokens than its bucket", "SPEC 4.9 step 12", text({ ...FIXED_REQUEST, maxTokens: 129 })),
  ]);
}
