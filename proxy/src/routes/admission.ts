import { CocoonError, HEADERS, LIMITS } from "@cocoon/protocol/api";
import { MalformedError, sha256, toHex } from "@cocoon/protocol/bytes";
import {
  type EnvelopeHeader,
  parseEnvelopeHeader,
  UnsupportedSuiteError,
} from "@cocoon/protocol/envelope-header";
import {
  formatTon,
  isRounded5,
  minimumCeilingNanoton,
  type Nanoton,
  parseNanoton,
  parseQuote,
  type Quote,
  withinQuote,
} from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import type { Context } from "hono";
import type { NodeDirectory } from "../registry/directory.ts";
import type { LiveNode } from "../registry/node.ts";

/** A posted job that passed every check the proxy can make on it. */
export interface Posting {
  readonly jobId: string;
  readonly header: EnvelopeHeader;
  readonly envelope: Uint8Array;
  readonly envelopeHash: string;
  readonly quote: Quote;
  readonly ceilingNanoton: Nanoton;
}

/** Reads what the headers and the clear part of the envelope say. @throws CocoonError */
export function readPosting(context: Context, envelope: Uint8Array): Posting {
  const header = parseClearPart(envelope);
  const ceilingNanoton = readHeader(context, HEADERS.priceCeiling, parseNanoton);
  if (ceilingNanoton === 0n || !isRounded5(ceilingNanoton)) throw new CocoonError("ceiling_malformed");
  return {
    jobId: toHex(header.requestId),
    header,
    envelope,
    envelopeHash: toHex(sha256(envelope)),
    quote: readHeader(context, HEADERS.quote, parseQuote),
    ceilingNanoton,
  };
}

/** @throws CocoonError deadline_passed, deadline_too_far */
export function checkDeadline({ header: { notAfterMs } }: Posting, nowMs: number): void {
  if (notAfterMs <= nowMs) throw new CocoonError("deadline_passed");
  if (notAfterMs > nowMs + LIMITS.deadlineMs) throw new CocoonError("deadline_too_far");
}

function parseClearPart(envelope: Uint8Array): EnvelopeHeader {
  try {
    return parseEnvelopeHeader(envelope);
  } catch (error) {
    if (error instanceof UnsupportedSuiteError) throw new CocoonError("unsupported_suite");
    if (error instanceof MalformedError) throw new CocoonError("malformed_envelope", error.message);
    throw error;
  }
}

function readHeader<T>(context: Context, name: string, parse: (text: string) => T): T {
  try {
    return parse(context.req.header(name) ?? "");
  } catch {
    throw new CocoonError("malformed_request", `the header ${name} is missing or not of its form`);
  }
}

export interface Candidates {
  readonly model: string;
  readonly keyIds: string[];
  /** How many of them are online. */
  readonly online: number;
}

/**
 * All workers that the envelope names. At least one is online, and each of those offers the model for no more than the
 * quote; one that is away for a moment may still get the job when it is back. @throws CocoonError
 */
export function chooseCandidates(directory: NodeDirectory, posting: Posting): Candidates {
  const { header, quote } = posting;
  const manifest = toHex(header.modelManifest);
  const keyIds = header.keyIds.map(toHex);
  const live = keyIds.flatMap((keyId) => directory.get(keyId) ?? []);
  const served = [...live, ...directory.index().nodes].some((node) => offerOf(node, manifest));
  if (!served) throw new CocoonError("unknown_model");
  if (live.length === 0) throw new CocoonError("unknown_candidate");
  const models = live.map((node) => checkOffer(offerOf(node, manifest), quote));
  checkCeiling(posting);
  return { model: models[0] as string, keyIds, online: live.length };
}

/** What no prompt of this size could be answered for is refused before anything is held or runs (SPEC 6.2). */
function checkCeiling({ header, quote, ceilingNanoton }: Posting): void {
  const least = ceilingOf(() => minimumCeilingNanoton(quote, header.bodyBucketBytes));
  if (ceilingNanoton < least) throw new CocoonError("ceiling_too_low", `at least ${formatTon(least)}`);
}

/** A quote may be of any prices, but not of such that its job would cost more than there is. @throws CocoonError amount_malformed */
export function ceilingOf(compute: () => Nanoton): Nanoton {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CocoonError("amount_malformed", "the ceiling at this quote");
  }
}

function checkOffer(offer: Offer | undefined, quote: Quote): string {
  if (!offer) throw new CocoonError("model_mismatch");
  if (!withinQuote(offer.price, quote)) throw new CocoonError("quote_below_price");
  return offer.model;
}

const offerOf = (node: LiveNode, manifest: string): Offer | undefined =>
  node.offers.find((candidate) => candidate.manifest === manifest);
