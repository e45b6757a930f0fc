import { describe, expect, it } from "vitest";
import { concatBytes, MalformedError, toHex, u8, utf8 } from "../bytes/index.ts";
import {
  type AnswerPart,
  decodeAnswerPart,
  decodeLease,
  encodeAnswerPart,
  encodeLease,
  FRAME_BYTES,
  type LeaseMessage,
  linkAuthMessage,
  RESPONSE_HEADER_BYTES,
} from "./worker-link.ts";

const LEASE: LeaseMessage = {
  lease: "0f".repeat(16),
  attempt: 2,
  terms: { quote: "1/2/3", priceCeilingNanoton: "48", notAfterMs: 1_800_000_000_000 },
  envelope: new Uint8Array(9000).fill(7),
};
const PARTS: readonly AnswerPart[] = [
  { type: "header", lease: LEASE.lease, header: new Uint8Array(RESPONSE_HEADER_BYTES).fill(1) },
  { type: "frame", lease: LEASE.lease, seq: 0xffff_fffe, frame: new Uint8Array(FRAME_BYTES).fill(2) },
];

describe("a lease", () => {
  const bytes = encodeLease(LEASE);

  it("comes to the worker as the proxy sent it", () => {
    expect(decodeLease(bytes)).toEqual(LEASE);
    expect(decodeLease(encodeLease({ ...LEASE, envelope: new Uint8Array() })).envelope).toHaveLength(0);
  });

  it("is refused of another type, cut, and with terms that are not of their form", () => {
    expect(() => decodeLease(concatBytes(u8(2), bytes.subarray(1)))).toThrow(MalformedError);
    for (const length of [0, 1, 16, 17, 19, 40])
      expect(() => decodeLease(bytes.subarray(0, length))).toThrow(MalformedError);
    for (const change of [{ quote: "1/2" }, { priceCeilingNanoton: "01" }, { notAfterMs: -1 }, { more: 1 }])
      expect(() => decodeLease(encodeLease({ ...LEASE, terms: { ...LEASE.terms, ...change } }))).toThrow(
        MalformedError,
      );
  });

  it("is refused with terms over their bound, whatever they say", () => {
    const long = { ...LEASE, terms: { ...LEASE.terms, quote: `${"1".repeat(2000)}/1/1` } };
    expect(() => decodeLease(encodeLease(long))).toThrow("larger than 1024 bytes");
  });
});

describe("a part of an answer", () => {
  it.each(PARTS)("comes to the proxy as the worker sent it: $type", (part) => {
    expect(decodeAnswerPart(encodeAnswerPart(part))).toEqual(part);
  });

  it.each(PARTS)("is refused longer, shorter or of another type: $type", (part) => {
    const bytes = encodeAnswerPart(part);
    expect(() => decodeAnswerPart(concatBytes(bytes, u8(0)))).toThrow(MalformedError);
    expect(() => decodeAnswerPart(bytes.subarray(0, -1))).toThrow(MalformedError);
    expect(() => decodeAnswerPart(concatBytes(u8(4), bytes.subarray(1)))).toThrow(MalformedError);
  });

  it("is refused of a type that there is none of, at a frame's very length", () => {
    const bytes = encodeAnswerPart(PARTS[1] as AnswerPart);
    expect(() => decodeAnswerPart(concatBytes(u8(9), bytes.subarray(1)))).toThrow("unknown type");
  });
});

it("is opened by a signature over label, key, origin and challenge, each at its place", () => {
  const [keyId, challenge] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const message = linkAuthMessage(keyId, "https://proxy.example", challenge);
  const label = utf8("cocoon/v1 worker-auth\0");
  expect(message).toHaveLength(label.length + 96);
  expect(message.subarray(0, label.length)).toEqual(label);
  expect(message.subarray(label.length, label.length + 32)).toEqual(keyId);
  expect(message.subarray(-32)).toEqual(challenge);
  expect(toHex(linkAuthMessage(keyId, "https://other.example", challenge))).not.toBe(toHex(message));
});
