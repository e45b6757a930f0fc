import type { Secret } from "@cocoon/protocol/bytes";
import { TonClient, type TonClientParameters } from "@ton/ton";
import { EscrowError } from "./escrow-error.ts";

type HttpAdapter = NonNullable<TonClientParameters["httpAdapter"]>;

const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** A client of the person's chosen server that waits and reads no longer than sensible. @param api with or without its last part */
export const openEndpoint = (api: string, apiKey: Secret<string> | null): TonClient =>
  new TonClient({
    endpoint: `${api.replace(/\/(?:jsonRPC\/?)?$/, "")}/jsonRPC`,
    httpAdapter: bounded,
    ...(apiKey && { apiKey: apiKey.reveal() }),
  });

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
