import { CocoonError } from "@cocoon/protocol/api";
import { fromHex, MalformedError, toBase64Url } from "@cocoon/protocol/bytes";
import { bodyBucketBytesOf, type SealedRequest, sealRequest } from "@cocoon/protocol/envelope";
import type { InferenceRequest } from "@cocoon/protocol/inference";
import {
  formatQuote,
  formatTon,
  isRounded5,
  minimumCeilingNanoton,
  type Nanoton,
  nanoton,
  priceCeilingNanoton,
  type Quote,
} from "@cocoon/protocol/money";
import type { Selection } from "../choice/select.ts";
import type { Candidate } from "../discovery/candidate.ts";
import { clientError } from "../errors.ts";
import type { Plan } from "./plan.ts";

/** One envelope, and what the client must remember to open its answer (never stored) and to check its cost. */
export interface SealedJob extends SealedRequest {
  readonly candidates: readonly Candidate[];
  readonly quote: Quote;
  readonly priceCeilingNanoton: Nanoton;
}

/** @throws ClientError prompt_too_long, invalid_option, ceiling_too_low */
export async function sealJob(plan: Plan, selection: Selection, rosterRoot: Uint8Array): Promise<SealedJob> {
  const { candidates, manifest, quote } = selection;
  const { priceCeilingNanoton: ceiling, request } = asClientError(() => pricedRequest(plan, quote));
  const sealed = await sealRequest({
    request,
    requestId: plan.requestId,
    modelManifest: fromHex(manifest),
    rosterRoot,
    notAfterMs: plan.notAfterMs,
    maxTokensBucket: plan.maxTokensBucket,
    recipients: candidates.map(({ node }) => node),
  });
  return { ...sealed, candidates, quote, priceCeilingNanoton: ceiling };
}

/** The request with its price ceiling inside, which is computed from the size bucket it will show. */
function pricedRequest(
  plan: Plan,
  quote: Quote,
): { request: InferenceRequest; priceCeilingNanoton: Nanoton } {
  const { messages, sampling, maxTokens } = plan.request;
  const unpriced = {
    v: 1 as const,
    messages: messages.map(({ role, content }) => ({ role, content })),
    sampling: sampling ?? {},
    maxTokens,
    cacheSalt: toBase64Url(plan.cacheSalt),
    quote: formatQuote(quote),
  };
  const ceiling = ceilingOf(plan, quote, bodyBucketBytesOf(unpriced));
  return { request: { ...unpriced, priceCeilingNanoton: ceiling.toString() }, priceCeilingNanoton: ceiling };
}

/** What the sizes allow, or the person's own limit when that is lower. @throws ClientError ceiling_too_low */
function ceilingOf({ request, maxTokensBucket }: Plan, quote: Quote, bodyBucketBytes: number): Nanoton {
  // A ceiling of nothing is refused by the wire, also where the price is nothing: the least amount stands for it.
  const most = priceCeilingNanoton(quote, bodyBucketBytes, maxTokensBucket) || nanoton(1n);
  const limit = request.priceCeilingNanoton ?? most;
  const ceiling = roundDown5(limit < most ? limit : most);
  const least = minimumCeilingNanoton(quote, bodyBucketBytes) || nanoton(1n);
  if (ceiling < least) throw clientError("ceiling_too_low", `at least ${formatTon(least)}`);
  return ceiling;
}

/** To five significant bits as the wire wants it, never above what the person allowed. */
function roundDown5(amount: bigint): Nanoton {
  let step = 1n;
  while (!isRounded5(amount - (amount % step))) step *= 2n;
  return nanoton(amount - (amount % step));
}

/** Our own fields have their form, so what protocol refuses came from the caller. */
function asClientError<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof CocoonError) throw clientError(error.code);
    if (error instanceof MalformedError) throw clientError("invalid_option", error.message);
    throw error;
  }
}
