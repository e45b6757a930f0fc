import { LIMITS } from "@cocoon/protocol/api";
import { toHex, utf8 } from "@cocoon/protocol/bytes";
import { clientError } from "../errors.ts";
import type { Random } from "../ports.ts";
import type { AskRequest } from "./events.ts";

const DEFAULT_DEADLINE_MS = 5 * 60_000;
/** The proxy's clock may run behind ours: a deadline at the very limit would be refused as too far ahead. */
const CLOCK_MARGIN_MS = 30_000;

/** What stays the same over all seals of one ask. */
export interface Plan {
  readonly request: AskRequest;
  readonly requestId: Uint8Array<ArrayBuffer>;
  readonly jobId: string;
  readonly cacheSalt: Uint8Array;
  readonly maxTokensBucket: number;
  readonly startedMs: number;
  readonly notAfterMs: number;
}

/** Checks a request before anything leaves the device. @throws ClientError invalid_option, empty_prompt, prompt_too_long */
export function planAsk(request: AskRequest, random: Random, nowMs: number): Plan {
  checkMessages(request);
  const requestId = random(32);
  const deadlineMs = request.deadlineMs ?? DEFAULT_DEADLINE_MS;
  if (!(deadlineMs >= 1_000) || deadlineMs > LIMITS.deadlineMs)
    throw clientError(
      "invalid_option",
      `the deadline lies between one second and ${LIMITS.deadlineMs / 60_000} minutes`,
    );
  return {
    request,
    requestId,
    jobId: toHex(requestId),
    cacheSalt: request.cacheSalt ?? random(32),
    maxTokensBucket: maxTokensBucketOf(request.maxTokens),
    startedMs: nowMs,
    notAfterMs: nowMs + Math.min(Math.floor(deadlineMs), LIMITS.deadlineMs - CLOCK_MARGIN_MS),
  };
}

/** The next power of two: all that the cleartext says of the wish (SPEC 4.5). */
function maxTokensBucketOf(maxTokens: number): number {
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 1 || maxTokens > LIMITS.maxTokensBucket)
    throw clientError("invalid_option", `maxTokens lies between 1 and ${LIMITS.maxTokensBucket}`);
  return 2 ** Math.ceil(Math.log2(maxTokens));
}

function checkMessages({ messages }: AskRequest): void {
  const last = messages.at(-1);
  if (!last || last.content.trim() === "") throw clientError("empty_prompt");
  const bytes = messages.reduce((sum, { content }) => sum + utf8(content).length, 0);
  if (bytes > LIMITS.largestBodyBytes) throw clientError("prompt_too_long");
}
