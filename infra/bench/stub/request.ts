import { fromHex, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import { type SealedRequest, sealRequest } from "@cocoon/protocol/envelope";
import { formatQuote, type Nanoton, priceCeilingNanoton } from "@cocoon/protocol/money";
import type { StubIdentity } from "./identity.ts";
import { OFFER } from "./model.ts";

/** The smallest bucket, which a prompt of a page or two has. */
export const BODY_BYTES = 4096;
export const MAX_TOKENS = 256;
const DEADLINE_MS = 14 * 60_000;

export const QUOTE = formatQuote(OFFER.price);
export const CEILING: Nanoton = priceCeilingNanoton(OFFER.price, BODY_BYTES, MAX_TOKENS);

export interface StubRequest {
  /** hex(request_id). */
  readonly jobId: string;
  readonly notAfterMs: number;
  /** Seals it as a client does; each call makes another envelope of the same request. */
  seal(): Promise<SealedRequest>;
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** One question to all of `stubs`, of the smallest size bucket. */
export function newStubRequest(stubs: readonly StubIdentity[]): StubRequest {
  const requestId = random(32);
  const notAfterMs = Date.now() + DEADLINE_MS;
  const fields = {
    requestId,
    modelManifest: fromHex(OFFER.manifest),
    rosterRoot: random(32),
    notAfterMs,
    maxTokensBucket: MAX_TOKENS,
    recipients: stubs.map(({ node }) => node),
  };
  const request = {
    v: 1 as const,
    messages: [{ role: "user" as const, content: "x".repeat(BODY_BYTES / 2) }],
    sampling: {},
    maxTokens: MAX_TOKENS,
    cacheSalt: toBase64Url(random(32)),
    quote: QUOTE,
    priceCeilingNanoton: CEILING.toString(),
  };
  return { jobId: toHex(requestId), notAfterMs, seal: () => sealRequest({ request, ...fields }) };
}
