import type { TonClientParameters } from "@ton/ton";
import { ChainError, type ChainErrorCode } from "./error.ts";

type HttpAdapter = NonNullable<TonClientParameters["httpAdapter"]>;

/** One transaction of the largest message there is, which an endpoint may tell three times over, is far below it. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/** How TonClient reaches its endpoint: by fetch, within a time, and reading no more than the longest sensible answer. */
export function boundedHttp(timeoutMs: number): HttpAdapter {
  return async (config) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(config.url ?? "", {
        method: "POST",
        headers: config.headers.toJSON() as Record<string, string>,
        body: config.data as string,
        redirect: "error",
        signal,
      });
      const data = await readBounded(response);
      refuseFailure(response.status);
      return { data, status: response.status, statusText: "", headers: {}, config };
    } catch (error) {
      if (error instanceof ChainError) throw error;
      throw new ChainError(signal.aborted ? "timeout" : "unreachable");
    }
  };
}

function refuseFailure(status: number): void {
  if (status === 200) return;
  const code: ChainErrorCode =
    status === TOO_MANY_REQUESTS ? "rate_limited" : status >= SERVER_ERROR ? "unreachable" : "refused";
  throw new ChainError(code);
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER_BYTES) throw new ChainError("too_large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
