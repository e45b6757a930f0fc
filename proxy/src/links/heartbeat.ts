import type { WebSocket } from "ws";

const PRODUCTION = { pingEveryMs: 5_000, silentMs: 15_000 };

/** Finds a peer that is gone though its socket still stands: no message and no pong for a quarter of a minute. */
export class Heartbeat {
  readonly #timer: ReturnType<typeof setInterval>;
  #heardMs = Date.now();
  #lookedMs = Date.now();

  constructor(socket: WebSocket, onSilent: () => void, { pingEveryMs, silentMs } = PRODUCTION) {
    const heard = () => {
      this.#heardMs = Date.now();
    };
    socket.on("message", heard);
    socket.on("pong", heard);
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      const stood = nowMs - this.#lookedMs > 2 * pingEveryMs;
      this.#lookedMs = nowMs;
      // While we do not read, or this process stands still, silence says nothing.
      if (socket.isPaused || stood) return heard();
      if (nowMs - this.#heardMs > silentMs) return onSilent();
      if (socket.readyState === socket.OPEN) socket.ping();
    }, pingEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
