import { CocoonError, HEADERS, LIMITS } from "@cocoon/protocol/api";
import { MalformedError, sha256, toHex } from "@cocoon/protocol/bytes";
import { type EnvelopeHeader, parseEnvelopeHeader } from "@cocoon/protocol/envelope-header";
import { isRounded5, type Nanoton, parseNanoton, parseQuote, type Quote, withinQuote } from "@cocoon/protocol/money";
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
export function readPosting(context: Context, envelope: Uint8Array, nowMs: number): Posting {
  const header = parseClearPart(envelope);
  if (header.notAfterMs <= nowMs) throw new CocoonError("deadline_passed");
  if (header.notAfterMs > nowMs + LIMITS.deadlineMs) throw new CocoonError("deadline_too_far");
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

function parseClearPart(envelope: Uint8Array): EnvelopeHeader {
  try {
    return parseEnvelopeHeader(envelope);
  } catch (error) {
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
}

/** The envelope's workers that are online, each offering the model for no more than the quote. @throws CocoonError */
export function chooseCandidates(directory: NodeDirectory, { header, quote }: Posting): Candidates {
  const manifest = toHex(header.modelManifest);
  const live = header.keyIds.flatMap((keyId) => directory.get(toHex(keyId)) ?? []);
  const offers = live.map((node) => offerOf(node, manifest));
  for (const offer of offers) if (!withinQuote(offer.price, quote)) throw new CocoonError("quote_below_price");
  const [first] = offers;
  if (!first) throw new CocoonError(isServed(directory, manifest) ? "unknown_candidate" : "unknown_model");
  return { model: first.model, keyIds: live.map((node) => node.entry.keyId) };
}

function offerOf(node: LiveNode, manifest: string) {
  const offer = node.offers.find((candidate) => candidate.manifest === manifest);
  if (!offer) throw new CocoonError("model_mismatch");
  return offer;
}

const isServed = (directory: NodeDirectory, manifest: string): boolean =>
  directory.list().some((node) => node.offers.some((offer) => offer.manifest === manifest));
