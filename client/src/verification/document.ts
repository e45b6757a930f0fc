import { base64UrlText, LIMITS, parseStrictJson } from "@cocoon/protocol/api";
import { fromBase64Url, MalformedError, toBase64Url, utf8 } from "@cocoon/protocol/bytes";
import { REFERENCE_BUNDLE_LIMIT_BYTES } from "@cocoon/protocol/reference-values";
import * as v from "valibot";
import type { Judgement } from "../discovery/node-verifier.ts";
import { evidenceOf } from "./evidence.ts";
import { machineOf } from "./machine.ts";

const FORMAT = "cocoon verification 1";
/** Evidence and reference values as text, and a few KiB around them. */
export const DOCUMENT_LIMIT_BYTES = 2 * 1024 * 1024;

/** What stands in a document besides what it says of itself. */
export interface DocumentParts {
  /** Where the evidence came from. */
  readonly proxyUrl: string;
  /** By evidence that anyone may check at any time: without a nonce of this client's. */
  readonly judgement: Judgement;
  /** As the proxy carries them, signed; null for none. */
  readonly referenceValues: Uint8Array | null;
}

/**
 * Evidence of one machine with all that its check rests on, as one JSON file: anyone can repeat the verdict by `cocoon
 * verify FILE`, without us and without the proxy. What it says of the verdict is for a reader; a verifier takes the bytes alone.
 */
export async function encodeVerificationDocument(parts: DocumentParts): Promise<Uint8Array<ArrayBuffer>> {
  const { proxyUrl, judgement, referenceValues } = parts;
  const { entry, input, verdict } = judgement;
  const evidence = await evidenceOf(verdict, input);
  const document = {
    format: FORMAT,
    proxy: proxyUrl,
    keyId: entry.keyId,
    operator: entry.operator,
    policy: input.policy.name,
    checked: new Date(input.nowMs).toISOString(),
    verdict: verdict.ok ? "accepted" : "refused",
    reasons: verdict.ok ? [] : verdict.failures,
    checks: evidence.checks.map(({ group, code, clause, state }) => ({ group, code, clause, state })),
    machine: machineOf(evidence),
    evidence: toBase64Url(input.bundle),
    referenceValues: referenceValues && toBase64Url(referenceValues),
  };
  return utf8(`${JSON.stringify(document, null, 2)}\n`);
}

/** Members that a later version adds, and all that only a reader needs, are ignored. */
const schema = v.object({
  format: v.literal(FORMAT),
  evidence: base64UrlText(LIMITS.evidenceBytes),
  referenceValues: v.nullable(base64UrlText(REFERENCE_BUNDLE_LIMIT_BYTES)),
});

/** The bytes to judge; null for what is no such document, as evidence by itself is not. */
export function parseVerificationDocument(
  bytes: Uint8Array,
): { readonly evidence: Uint8Array; readonly referenceValues: Uint8Array | null } | null {
  try {
    const { evidence, referenceValues } = parseStrictJson(schema, bytes, "document", DOCUMENT_LIMIT_BYTES);
    return {
      evidence: fromBase64Url(evidence),
      referenceValues: referenceValues === null ? null : fromBase64Url(referenceValues),
    };
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
