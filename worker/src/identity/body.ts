/** The body has more bytes than any answer of its kind. */
export class OversizedError extends Error {
  override readonly name = "OversizedError";
}

/**
 * Reads a body to its end. The reader is cancelled here: a signal that only `fetch` holds does nothing any more once
 * the response is collected as garbage.
 * @throws OversizedError, the signal's reason, or what the network fails with
 */
export async function readBody(
  { body }: Response,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return new Uint8Array();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return new Uint8Array(Buffer.concat(chunks));
      size += value.length;
      if (size > limitBytes) throw new OversizedError("the body is too long");
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
