import { TonClient, type TonClientParameters } from "@ton/ton";
import { EscrowError } from "./escrow-error.ts";

type HttpAdapter = NonNullable<TonClientParameters["httpAdapter"]>;

const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** A client of the person's chosen endpoint that waits and reads no longer than sensible. */
export const openEndpoint = (endpoint: string, apiKey: string | undefined): TonClient =>
  new TonClient({ endpoint, httpAdapter: bounded, ...(apiKey && { apiKey }) });

const bounded: HttpAdapter = async (config) => {
  const response = await fetch(config.url ?? "", {
    method: "POST",
    headers: config.headers.toJSON() as Record<string, string>,
    body: config.data as string,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER_BYTES) throw new EscrowError("endpoint_failed");
    parts.push(part);
  }
  const data = Buffer.concat(parts).toString("utf8");
  return { data, status: response.status, statusText: "", headers: {}, config };
};

/** What an endpoint says of a failure is a stranger's text, and is not repeated. @throws EscrowError */
export async function asking<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw error instanceof EscrowError ? error : new EscrowError("endpoint_failed");
  }
}
