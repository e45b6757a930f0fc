import type { AddressInfo } from "node:net";
import {
  type AnswerPart,
  decodeAnswerPart,
  encodeLease,
  type Hello,
  type LeaseMessage,
  parseWorkerMessage,
  type ProxyMessage,
  type WorkerMessage,
} from "@cocoon/protocol/api";
import { type WebSocket, WebSocketServer } from "ws";

export const CHALLENGE = "07".repeat(32);

/** Things that come one by one, to be waited for in order or by what they are. */
class Arrivals<T> {
  readonly all: T[] = [];
  #read = 0;
  #wake: (() => void)[] = [];

  push(item: T): void {
    this.all.push(item);
    for (const resolve of this.#wake.splice(0)) resolve();
  }

  /** The next unread one that matches; those before it count as read. */
  async next(matches: (item: T) => boolean = () => true): Promise<T> {
    for (;;) {
      while (this.#read < this.all.length) {
        const item = this.all[this.#read++] as T;
        if (matches(item)) return item;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

type Message = WorkerMessage | AnswerPart;

/** One link as the proxy holds it. */
export class ProxyEnd {
  readonly socket: WebSocket;
  readonly messages = new Arrivals<Message>();
  /** Resolves when the worker's side is gone. */
  readonly closed: Promise<void>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, binary: boolean) =>
      this.messages.push(binary ? decodeAnswerPart(data) : parseWorkerMessage(data.toString("utf8"))),
    );
    socket.on("error", () => socket.terminate());
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
  }

  send(message: ProxyMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  lease(lease: LeaseMessage): void {
    this.socket.send(encodeLease(lease));
  }

  /** The next message of that type. */
  async next<K extends Message["type"]>(type: K): Promise<Extract<Message, { type: K }>> {
    return (await this.messages.next((message) => message.type === type)) as Extract<Message, { type: K }>;
  }

  /** How many messages of that type have come. */
  count(type: Message["type"]): number {
    return this.messages.all.filter((message) => message.type === type).length;
  }

  /** challenge, hello, welcome. */
  async admit(leaseTtlMs = 6_000): Promise<Hello> {
    this.send({ type: "challenge", challenge: CHALLENGE });
    const hello = await this.next("hello");
    this.send({ type: "welcome", leaseTtlMs });
    return hello;
  }
}

/** The proxy's side of worker links under a test's control, on a real WebSocket server. */
export class LinkProxy {
  readonly origin: string;
  readonly #server: WebSocketServer;
  readonly #links = new Arrivals<ProxyEnd>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => this.#links.push(new ProxyEnd(socket)));
  }

  static async listen(port = 0): Promise<LinkProxy> {
    const server = new WebSocketServer({ host: "127.0.0.1", port, path: "/v1/worker" });
    await new Promise<void>((resolve) => server.once("listening", () => resolve()));
    return new LinkProxy(server);
  }

  /** How many links were dialled so far. */
  get dialled(): number {
    return this.#links.all.length;
  }

  /** The next link that a worker dials. */
  dial(): Promise<ProxyEnd> {
    return this.#links.next();
  }

  async close(): Promise<void> {
    for (const { socket } of this.#links.all) socket.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
