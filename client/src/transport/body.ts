/**
 * A response's body as it arrives. Ends with the first of `signals` to abort, throwing its reason: Node lets go of a
 * fetch's own signal once the Response is collected, which happens while its body is still read.
 */
export async function* readBody(
  response: Response,
  signals: readonly AbortSignal[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  // A consumer that leaves early must not keep the connection; one already broken has nothing to cancel.
  const cancel = () => reader.cancel().catch(() => undefined);
  const abort = () => void cancel();
  for (const signal of signals) signal.addEventListener("abort", abort);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      for (const signal of signals) signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
    await cancel();
  }
}
