import { encodeAnswerPart, type WorkerMessage } from "@cocoon/protocol/api";
import { toBase64Url } from "@cocoon/protocol/bytes";
import type { Carrier } from "../session/carrier.ts";

/** What a carrier needs of its link. */
export interface CarrierLink {
  send(message: WorkerMessage): void;
  sendBytes(bytes: Uint8Array): void;
  ready(): Promise<void>;
}

/** One lease's messages on its link (SPEC 8.6). */
export class LeaseCarrier implements Carrier {
  readonly #link: CarrierLink;
  readonly #lease: string;
  constructor(link: CarrierLink, lease: string) {
    this.#link = link;
    this.#lease = lease;
  }

  header(header: Uint8Array): void {
    this.#link.sendBytes(encodeAnswerPart({ type: "header", lease: this.#lease, header }));
  }

  frame(seq: number, frame: Uint8Array): void {
    this.#link.sendBytes(encodeAnswerPart({ type: "frame", lease: this.#lease, seq, frame }));
  }

  running(receipt: Uint8Array): void {
    this.#link.send({ type: "running", lease: this.#lease, receipt: toBase64Url(receipt) });
  }

  done(receipt: Uint8Array): void {
    this.#link.send({ type: "done", lease: this.#lease, receipt: toBase64Url(receipt) });
  }

  refuse(code: string): void {
    this.#link.send({ type: "refuse", lease: this.#lease, code });
  }

  ready(): Promise<void> {
    return this.#link.ready();
  }
}
