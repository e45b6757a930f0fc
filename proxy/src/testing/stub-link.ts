import {
  decodeLease,
  encodeAnswerPart,
  FRAME_BYTES,
  type LeaseMessage,
  parseProxyMessage,
  type ProxyMessage,
  WORKER_LINK_PATH,
  type WorkerMessage,
} from "@cocoon/protocol/api";
import { concatBytes, fromHex, toHex, u8, utf8 } from "@cocoon/protocol/bytes";
import { parseEnvelopeHeader } from "@cocoon/protocol/envelope-header";
import { nanoton } from "@cocoon/protocol/money";
import { WebSocket } from "ws";
import type { StubIdentity } from "./stub-identity.ts";

type Lease = LeaseMessage & { readonly transcript: string };
type Message = ProxyMessage | ({ readonly type: "lease" } & Lease);

/** The frames of a stub's answer: noise that says its own number. */
export const stubFrame = (seq: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(FRAME_BYTES).fill(seq % 256);

export const STUB_COST = nanoton(1024n);

/** A worker's end of a link under a caller's control: it says what it is told to, right or wrong. */
export class StubLink {
  readonly socket: WebSocket;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  readonly #messages: Message[] = [];
  #notify: (() => void)[] = [];
  #over = false;

  /** Dials; says nothing by itself. */
  constructor(origin: string) {
    this.socket = new WebSocket(origin.replace(/^http/, "ws") + WORKER_LINK_PATH);
    this.socket.on("message", (data: Buffer, binary: boolean) =>
      this.#take(binary ? leaseOf(data) : textOf(data)),
    );
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code) => {
        this.#over = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  /** Dials, says hello and waits for the welcome. */
  static async join(origin: string, identity: StubIdentity, dialled = origin): Promise<StubLink> {
    const link = new StubLink(dialled);
    const { challenge } = await link.next("challenge");
    link.send(await identity.hello(origin, challenge));
    await link.next("welcome");
    return link;
  }

  send(message: WorkerMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message of this type, those of others aside. @throws when the link closes before it */
  async next<T extends Message["type"]>(type: T): Promise<Extract<Message, { type: T }>> {
    for (;;) {
      const index = this.#messages.findIndex((message) => message.type === type);
      if (index >= 0) return this.#messages.splice(index, 1)[0] as Extract<Message, { type: T }>;
      if (this.#over) throw new Error(`the link closed before ${type}`);
      await new Promise<void>((resolve) => this.#notify.push(resolve));
    }
  }

  header(lease: Lease, identity: StubIdentity): void {
    const nonce = crypto.getRandomValues(new Uint8Array(32));
    const header = concatBytes(utf8("CCR1"), fromHex(identity.keyId), u8(lease.attempt), nonce);
    this.socket.send(encodeAnswerPart({ type: "header", lease: lease.lease, header }));
  }

  frame(lease: Lease, seq: number): void {
    this.socket.send(encodeAnswerPart({ type: "frame", lease: lease.lease, seq, frame: stubFrame(seq) }));
  }

  running(lease: Lease, identity: StubIdentity, seq: number, costNanoton = STUB_COST): void {
    const { transcript, attempt, terms } = lease;
    const receipt = identity.runningReceipt({ transcript, attempt, quote: terms.quote, costNanoton, seq });
    this.send({ type: "running", lease: lease.lease, receipt });
  }

  done(lease: Lease, identity: StubIdentity, costNanoton = STUB_COST): void {
    const { transcript, attempt, terms } = lease;
    const receipt = identity.outerReceipt({ transcript, attempt, quote: terms.quote, costNanoton });
    this.send({ type: "done", lease: lease.lease, receipt });
  }

  /** A whole answer. */
  answer(lease: Lease, identity: StubIdentity, { frames = 4, costNanoton = STUB_COST } = {}): void {
    this.header(lease, identity);
    for (let seq = 0; seq < frames; seq++) this.frame(lease, seq);
    this.done(lease, identity, costNanoton);
  }

  /** Drops the connection without a goodbye, as kill -9 would. */
  async kill(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  #take(message: Message): void {
    this.#messages.push(message);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#notify.splice(0)) resolve();
  }
}

const textOf = (data: Buffer): ProxyMessage => parseProxyMessage(data.toString("utf8"));

function leaseOf(data: Buffer): Message {
  const lease = decodeLease(data);
  return { type: "lease", ...lease, transcript: toHex(parseEnvelopeHeader(lease.envelope).transcript) };
}
