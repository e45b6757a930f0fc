import type { WebSocket } from "ws";

const PING_EVERY_MS = 5_000;
const SILENT_MS = 15_000;

/** Finds a peer that is gone though its socket still stands: no message and no pong for a quarter of a minute. */
export class Heartbeat {
  readonly #timer: ReturnType<typeof setInterval>;
  #heardMs = Date.now();

  constructor(socket: WebSocket, onSilent: () => void) {
    const heard = () => {
      this.#heardMs = Date.now();
    };
    socket.on("message", heard);
    socket.on("pong", heard);
    this.#timer = setInterval(() => {
      // While we do not read ourselves, silence says nothing.
      if (socket.isPaused) return heard();
      if (Date.now() - this.#heardMs > SILENT_MS) return onSilent();
      if (socket.readyState === socket.OPEN) socket.ping();
    }, PING_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
