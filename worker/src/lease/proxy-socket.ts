import { LIMITS, WORKER_LINK_PATH } from "@cocoon/protocol/api";
import { WebSocket } from "ws";
import type { Clock } from "../clock.ts";

export interface SocketEvents {
  text(message: string): void;
  binary(message: Uint8Array): void;
  /** Once, whatever the cause; nothing comes after it. @param reason a few words for the log */
  closed(reason: string): void;
}

const HANDSHAKE_MS = 10_000;
const HEARTBEAT_MS = 15_000;
const GOODBYE_MS = 2_000;
/** A lease is an envelope with its terms; nothing longer comes from a proxy. */
const LARGEST_MESSAGE_BYTES = LIMITS.envelopeBytes + 2 * 1024;
/** Sent and still in this machine: over it answers wait, so that a slow network slows the engine. */
const BUFFERED_BYTES = 256 * 1024;

/** One WebSocket to the proxy: outbound only, its input bounded, its output with back-pressure, dead peers noticed. */
export class ProxySocket {
  readonly #socket: WebSocket;
  readonly #events: SocketEvents;
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  #heard = true;
  #reason: string | null = null;
  #stopHeartbeat: () => void;
  #stopGoodbye: (() => void) | null = null;

  constructor(origin: string, events: SocketEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
    this.#socket = new WebSocket(origin.replace(/^http/, "ws") + WORKER_LINK_PATH, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: LARGEST_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.#socket.on("message", (data: Buffer, binary: boolean) => this.#receive(data, binary));
    this.#socket.on("pong", () => {
      this.#heard = true;
    });
    this.#socket.on("error", (error) => this.terminate("code" in error ? String(error.code) : error.message));
    this.#socket.once("close", () => this.#close());
    this.#stopHeartbeat = this.#beat();
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: string | Uint8Array): void {
    if (this.isOpen) this.#socket.send(message, () => this.#drained());
  }

  /** Resolves when little is left to send, or the socket is closed. */
  async ready(): Promise<void> {
    while (this.isOpen && this.#socket.bufferedAmount > BUFFERED_BYTES)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Says goodbye, and hangs up when the proxy doesn't. */
  close(): void {
    this.#reason ??= "closed by this worker";
    this.#socket.close(1000);
    this.#stopGoodbye ??= this.#clock.after(GOODBYE_MS, () => this.#socket.terminate());
  }

  terminate(reason: string): void {
    this.#reason ??= reason.slice(0, 100);
    this.#socket.terminate();
  }

  #receive(data: Buffer, binary: boolean): void {
    this.#heard = true;
    if (binary) this.#events.binary(data);
    else this.#events.text(data.toString("utf8"));
  }

  /** A peer that is silent for a whole interval although it was pinged is gone, though its socket may still stand. */
  #beat(): () => void {
    return this.#clock.after(HEARTBEAT_MS, () => {
      if (!this.#heard) return this.terminate("the proxy is silent");
      this.#heard = false;
      if (this.isOpen) this.#socket.ping();
      this.#stopHeartbeat = this.#beat();
    });
  }

  #drained(): void {
    if (this.isOpen && this.#socket.bufferedAmount > BUFFERED_BYTES / 2) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #close(): void {
    this.#stopHeartbeat();
    this.#stopGoodbye?.();
    this.#drained();
    this.#events.closed(this.#reason ?? "the connection closed");
  }
}
