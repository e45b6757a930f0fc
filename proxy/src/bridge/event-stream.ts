import { keepAlive } from "../routes/server-sent.ts";

type Chunk = Uint8Array;

/** No message that a wallet sends is nearly as long; without a limit one event could fill a reader's memory. */
const LARGEST_EVENT_BYTES = 256 * 1024;

export interface Piping {
  /** After so long without a word from upstream the reader gets a comment, so that nothing between us takes it for dead. */
  readonly heartbeatMs: number;
  readonly onEnd: () => void;
}

/**
 * Server-sent events as they come from upstream, byte for byte. The next bytes are taken from there when the reader has taken
 * those before: whoever reads slowly holds up nobody's memory but the bridge's own. Ends where upstream ends or fails; the
 * reader asks again from the last event it has seen.
 */
export function pipeEvents(
  source: ReadableStream<Chunk>,
  { heartbeatMs, onEnd }: Piping,
): ReadableStream<Chunk> {
  const reader = source.getReader();
  const border = new EventBorder();
  let next: ReturnType<typeof reader.read> | null = null;
  /** Null at the end. In the middle of an event a comment would become part of it, so there is none. */
  const nextBytes = async (): Promise<Chunk | null> => {
    for (;;) {
      next ??= reader.read();
      const part = await withinMs(next, heartbeatMs);
      if (part === "late") {
        if (border.isBetween) return keepAlive();
        continue;
      }
      next = null;
      return part.value !== undefined && border.take(part.value) ? part.value : null;
    }
  };
  const end = async () => {
    onEnd();
    await reader.cancel().catch(() => undefined);
  };
  return new ReadableStream({
    // At once, so that the reader knows the relay is there.
    start: (controller) => controller.enqueue(keepAlive()),
    async pull(controller) {
      const bytes = await nextBytes().catch(() => null);
      if (bytes) return controller.enqueue(bytes);
      await end();
      controller.close();
    },
    cancel: end,
  });
}

/** What ends an event, by the rules of server-sent events. */
const BORDERS = ["\n\n", "\r\n\r\n", "\r\r"];
/** One less than the longest: so much of a border may stand in bytes that came before. */
const TAIL_LENGTH = 3;

/** Whether the bytes so far end with a whole event, and how long the one under way is. */
class EventBorder {
  /** Before the first event it is as after a line: some bridges begin with an empty one. */
  #tail = "\n";
  #lengthBytes = 0;

  get isBetween(): boolean {
    return this.#lengthBytes === 0;
  }

  /** @returns false when an event is longer than any may be */
  take(chunk: Chunk): boolean {
    const text = this.#tail + Buffer.from(chunk).toString("latin1");
    const end = endOfLastBorder(text);
    this.#lengthBytes = end > this.#tail.length ? text.length - end : this.#lengthBytes + chunk.length;
    this.#tail = text.slice(-TAIL_LENGTH);
    return this.#lengthBytes <= LARGEST_EVENT_BYTES;
  }
}

const endOfLastBorder = (text: string): number =>
  Math.max(
    ...BORDERS.map((border) => {
      const at = text.lastIndexOf(border);
      return at < 0 ? 0 : at + border.length;
    }),
  );

async function withinMs<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
