/** An event has under half a KiB. */
const MOST_CHARACTERS = 4 * 1024;
/** The first comes at once, the second a quarter of a minute later. */
const COMMENTS = 2;

/**
 * The number of the first of these server-sent events; null where two comments come before it, or the stream ends: a line that
 * nobody waits at is not kept open. What happened is read from the account itself.
 */
export async function firstEvent(stream: AsyncIterable<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true });
    const blocks = text.split("\n\n").slice(0, -1);
    const id = blocks.flatMap((block) => /^id: ([0-9]{1,18})$/m.exec(block)?.[1] ?? []).at(0);
    if (id !== undefined) return id;
    if (blocks.length >= COMMENTS || text.length > MOST_CHARACTERS) return null;
  }
  return null;
}
