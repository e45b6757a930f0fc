import type { WebSocket } from "ws";

/** Received and not yet worked off: over it the socket is paused, which the worker sees as back-pressure. */
const PENDING_BYTES = 1024 * 1024;

/** Works off a link's messages: those of one lease one after the other, those of different leases side by side. */
export class Inbox {
  readonly #socket: WebSocket;
  /** The last work begun for each lease. */
  readonly #last = new Map<string, Promise<void>>();
  #pendingBytes = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param work must not reject */
  run(id: string, bytes: number, work: () => Promise<void>): Promise<void> {
    this.#weigh(bytes);
    const before = this.#last.get(id) ?? Promise.resolve();
    const after = before.then(work).finally(() => {
      this.#weigh(-bytes);
      if (this.#last.get(id) === after) this.#last.delete(id);
    });
    this.#last.set(id, after);
    return after;
  }

  #weigh(bytes: number): void {
    this.#pendingBytes += bytes;
    if (this.#pendingBytes > PENDING_BYTES && !this.#socket.isPaused) this.#socket.pause();
    else if (this.#pendingBytes <= PENDING_BYTES / 2 && this.#socket.isPaused) this.#socket.resume();
  }
}
