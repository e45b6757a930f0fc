import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CocoonError } from "../api/index.ts";
import { concatBytes, equalBytes, fromUtf8, MalformedError, Secret, sha256, toHex } from "../bytes/index.ts";
import { parseEnvelopeHeader } from "../envelope-header/index.ts";
import { bodyAt, CORE_BYTES, SLOT_BYTES, SLOTS_AT } from "../envelope-header/layout.ts";
import { transcriptOf } from "../envelope-header/transcript.ts";
import { setupRecipient, setupSender } from "../hpke/contexts.ts";
import type { InferenceRequest } from "../inference/index.ts";
import {
  FIXED_REQUEST,
  fixedFields,
  fixedOpener,
  type FixedRecipient,
  fixedRecipient,
  KEY_EXPIRES_MS,
} from "../vectors/fixtures.ts";
import { bodyBucketBytesOf } from "./body-bucket.ts";
import { padBody, sealBody } from "./body.ts";
import { openRequest } from "./open-request.ts";
import { RefusalError } from "./refusal.ts";
import { ReplaySet } from "./replay-set.ts";
import { type SealedRequest, sealToRecipients, wrapInfo } from "./seal.ts";

type Bytes = Uint8Array<ArrayBuffer>;

let recipients: FixedRecipient[];
let sealed: SealedRequest;

const seal = (request: InferenceRequest = FIXED_REQUEST, to = recipients) =>
  sealToRecipients(
    { ...fixedFields(to), request },
    { contentKey: crypto.getRandomValues(new Uint8Array(32)), encapsulation: () => undefined },
  );

const asking = (content: string): InferenceRequest => ({
  ...FIXED_REQUEST,
  messages: [{ role: "user", content }],
});

beforeAll(async () => {
  recipients = await Promise.all(["alice", "boris", "chana"].map(fixedRecipient));
  sealed = await seal();
});

describe("an envelope", () => {
  it("opens for each candidate to the same request, with a secret that only the two share", async () => {
    const secrets = new Set<string>();
    for (const recipient of recipients) {
      const { request, exchange } = await openRequest(fixedOpener(recipient, sealed.envelope));
      expect(request).toEqual(FIXED_REQUEST);
      const ours = sealed.exchange.with(recipient.keyId);
      expect(ours?.secret.reveal()).toEqual(exchange.secret.reveal());
      expect(ours?.enc).toEqual(exchange.enc);
      secrets.add(toHex(exchange.secret.reveal()));
    }
    expect(secrets.size).toBe(3);
  });

  it("takes 7869 bytes for three candidates and a small prompt, whatever the prompt", async () => {
    for (const content of ["", "Hi", "x".repeat(3500)])
      expect((await seal(asking(content))).envelope).toHaveLength(7869);
  });

  it("shares no byte of content key or encapsulation with another of the same request", async () => {
    const again = await seal();
    expect(equalBytes(again.envelope.subarray(0, CORE_BYTES), sealed.envelope.subarray(0, CORE_BYTES))).toBe(
      true,
    );
    expect(equalBytes(again.header.bodyHash, sealed.header.bodyHash)).toBe(false);
    expect(equalBytes(again.header.transcript, sealed.header.transcript)).toBe(false);
  });

  it("carries the largest body in 64 chunks", async () => {
    const long = asking("ы".repeat(520_000));
    const { envelope, header } = await seal(long);
    expect(header.bodyBucketBytes).toBe(1024 * 1024);
    const { request } = await openRequest(fixedOpener(recipients[1] as FixedRecipient, envelope));
    expect(request).toEqual(long);
  });

  it("is not sealed around a prompt over the largest body, or a request the worker would refuse", async () => {
    await expect(seal(asking("x".repeat(1024 * 1024)))).rejects.toEqual(new CocoonError("prompt_too_long"));
    await expect(seal({ ...FIXED_REQUEST, maxTokens: 129 })).rejects.toHaveProperty(
      "code",
      "malformed_request",
    );
    await expect(seal({ ...FIXED_REQUEST, quote: "1/1" })).rejects.toHaveProperty(
      "code",
      "malformed_request",
    );
    await expect(seal(FIXED_REQUEST, [])).rejects.toBeInstanceOf(RangeError);
    const five = await Promise.all(["a", "b", "c", "d", "e"].map(fixedRecipient));
    await expect(seal(FIXED_REQUEST, five)).rejects.toBeInstanceOf(RangeError);
    expect((await seal(FIXED_REQUEST, five.slice(1))).header.keyIds).toHaveLength(4);
    await expect(
      seal(FIXED_REQUEST, [recipients[0], recipients[0]] as FixedRecipient[]),
    ).rejects.toBeInstanceOf(MalformedError);
  });

  it("lets a fault that is none of the request's through as what it is", async () => {
    const fault = new RangeError("out of memory");
    const request = Object.defineProperty({ ...FIXED_REQUEST }, "messages", {
      enumerable: true,
      get() {
        throw fault;
      },
    });
    await expect(seal(request)).rejects.toBe(fault);
  });

  it("shows the bucket that was foretold before the ceiling was known", () => {
    const { priceCeilingNanoton: _, ...request } = asking("");
    expect(bodyBucketBytesOf(request)).toBe(4096);
    expect(bodyBucketBytesOf({ ...request, messages: [{ role: "user", content: "x".repeat(4096) }] })).toBe(
      8192,
    );
    const longest = { ...request, messages: [{ role: "user" as const, content: "x".repeat(1024 * 1024) }] };
    expect(() => bodyBucketBytesOf(longest)).toThrow(new CocoonError("prompt_too_long"));
  });
});

describe("a changed envelope", () => {
  it("is refused cut at any length, and as any other bytes, without another kind of error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.envelope.length - 1), async (length) => {
        const cut = openRequest(
          fixedOpener(recipients[0] as FixedRecipient, sealed.envelope.subarray(0, length)),
        );
        await expect(cut).rejects.toEqual(new RefusalError("malformed_envelope"));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5469, maxLength: 9000 }), (bytes) => {
        expect(() => parseEnvelopeHeader(bytes)).toThrow(MalformedError);
      }),
    );
  });

  it("does not let one candidate have another answer a body of its own under the same content key", async () => {
    const [bad, honest] = recipients as [FixedRecipient, FixedRecipient];
    const slotAt = SLOTS_AT + 32;
    const enc = sealed.envelope.subarray(slotAt, slotAt + 1120);
    const context = await setupRecipient(new Secret(bad.seed), enc, wrapInfo(bad.keyId));
    const contentKey = await context.open(
      sealed.envelope.subarray(slotAt + 1120, slotAt + 1168),
      sealed.header.transcript,
    );
    const other = padBody(new TextEncoder().encode(JSON.stringify(asking("Say what I want"))), 4096);
    const body = await sealBody(contentKey, sealed.header.coreHash, other);
    const clear = sealed.envelope.subarray(0, bodyAt(3));
    const keptHash = concatBytes(clear, body);
    await expect(openRequest(fixedOpener(honest, keptHash))).rejects.toEqual(
      new RefusalError("body_mismatch"),
    );
    const newHash = keptHash.slice();
    newHash.set(sha256(body), CORE_BYTES);
    await expect(openRequest(fixedOpener(honest, newHash))).rejects.toEqual(new RefusalError("open_failed"));
  });

  it("is refused with a body that its own content key does not open, although hash and wrap are right", async () => {
    const [alice] = recipients as [FixedRecipient];
    const [contentKey, otherKey] = [1, 2].map((byte) => new Uint8Array(32).fill(byte)) as [Bytes, Bytes];
    const core = sealed.envelope.slice(0, CORE_BYTES);
    const coreHash = sha256(core);
    const body = await sealBody(otherKey, coreHash, padBody(new TextEncoder().encode("{}"), 4096));
    const transcript = transcriptOf(coreHash, sha256(body), [alice.keyId]);
    const context = await setupSender(alice.hpkePk, wrapInfo(alice.keyId), undefined);
    const wrapped = await context.seal(contentKey, transcript);
    const slot = concatBytes(alice.keyId, context.enc, wrapped);
    const envelope = concatBytes(core, sha256(body), new Uint8Array([1]), slot, body);
    await expect(openRequest(fixedOpener(alice, envelope))).rejects.toEqual(new RefusalError("open_failed"));
  });

  it("does not open with its slots exchanged", async () => {
    const [first, second] = [0, 1].map((j) =>
      sealed.envelope.slice(SLOTS_AT + j * SLOT_BYTES, SLOTS_AT + (j + 1) * SLOT_BYTES),
    );
    const swapped = sealed.envelope.slice();
    swapped.set(second as Uint8Array, SLOTS_AT);
    swapped.set(first as Uint8Array, SLOTS_AT + SLOT_BYTES);
    const opened = openRequest(fixedOpener(recipients[0] as FixedRecipient, swapped));
    await expect(opened).rejects.toEqual(new RefusalError("open_failed"));
  });
});

describe("the order of checks", () => {
  it("refuses a second delivery, also after a first that did not open, and not another worker's first", async () => {
    const [alice, boris] = recipients as [FixedRecipient, FixedRecipient];
    const replay = new ReplaySet();
    const changed = sealed.envelope.with(sealed.envelope.length - 1, (sealed.envelope.at(-1) as number) ^ 1);
    const first = openRequest({ ...fixedOpener(alice, changed), replay });
    await expect(first).rejects.toEqual(new RefusalError("body_mismatch"));
    const second = openRequest({ ...fixedOpener(alice, sealed.envelope), replay });
    await expect(second).rejects.toEqual(new RefusalError("replayed"));
    await openRequest({ ...fixedOpener(boris, sealed.envelope), replay });
  });

  it("leaves no trace in the replay set of what is refused before it", async () => {
    const input = fixedOpener(recipients[0] as FixedRecipient, sealed.envelope);
    const early = { ...input, acceptsRoster: () => false };
    await expect(openRequest(early)).rejects.toEqual(new RefusalError("roster_unknown"));
    await openRequest(input);
  });

  it("names the first failing check when everything fails", async () => {
    const everything = {
      ...fixedOpener(recipients[0] as FixedRecipient, sealed.envelope),
      nowMs: KEY_EXPIRES_MS * 2,
      acceptsRoster: () => false,
      hasManifest: () => false,
    };
    await expect(openRequest(everything)).rejects.toEqual(new RefusalError("key_expired"));
    const own = { ...everything, keyExpiresMs: Number.MAX_SAFE_INTEGER };
    await expect(openRequest(own)).rejects.toEqual(new RefusalError("deadline_passed"));
    await expect(openRequest({ ...own, keyId: new Uint8Array(32) })).rejects.toEqual(
      new RefusalError("unknown_key"),
    );
  });

  it("ends a key's life when its replay set is full", async () => {
    const [alice] = recipients as [FixedRecipient];
    const replay = new ReplaySet(1);
    await openRequest({ ...fixedOpener(alice, sealed.envelope), replay });
    const next = await seal();
    await expect(openRequest({ ...fixedOpener(alice, next.envelope), replay })).rejects.toEqual(
      new RefusalError("key_expired"),
    );
    replay.forget(alice.keyId);
    await openRequest({ ...fixedOpener(alice, next.envelope), replay });
  });
});

it("prints no secret", () => {
  const printed = JSON.stringify(sealed.exchange.with((recipients[0] as FixedRecipient).keyId));
  expect(printed).toContain("REDACTED");
  expect(fromUtf8(sealed.envelope.map((byte) => byte & 0x7f))).not.toContain("Answer in one word");
});
