import type { ClientExchange } from "@cocoon/protocol/envelope";
import { ResponseOpener, type ResponseRecord } from "@cocoon/protocol/response";
import type { Carrier } from "../session/carrier.ts";

/** What a proxy would have received, in its order. */
export type Sent =
  | { readonly type: "header"; readonly bytes: Uint8Array }
  | { readonly type: "frame"; readonly seq: number; readonly bytes: Uint8Array }
  | { readonly type: "running" | "done"; readonly bytes: Uint8Array }
  | { readonly type: "refuse"; readonly code: string };

/** A carrier that keeps what it is given, and can be as slow as a test wants. */
export class RecordingCarrier implements Carrier {
  readonly sent: Sent[] = [];
  #wait: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  header(bytes: Uint8Array): void {
    this.sent.push({ type: "header", bytes });
  }

  frame(seq: number, bytes: Uint8Array): void {
    this.sent.push({ type: "frame", seq, bytes });
  }

  running(bytes: Uint8Array): void {
    this.sent.push({ type: "running", bytes });
  }

  done(bytes: Uint8Array): void {
    this.sent.push({ type: "done", bytes });
  }

  refuse(code: string): void {
    this.sent.push({ type: "refuse", code });
  }

  ready(): Promise<void> {
    return this.#wait;
  }

  /** Nothing may be sent until `resume`. */
  pause(): void {
    this.#wait = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  resume(): void {
    this.#release();
    this.#wait = Promise.resolve();
  }

  get frames(): Uint8Array[] {
    return this.sent.flatMap((part) => (part.type === "frame" ? [part.bytes] : []));
  }

  get refusal(): string | null {
    const [first] = this.sent;
    return this.sent.length === 1 && first?.type === "refuse" ? first.code : null;
  }

  bytesOf(type: "header" | "running" | "done"): Uint8Array[] {
    return this.sent.flatMap((part) => (part.type === type ? [part.bytes] : []));
  }

  /** Opens everything as the asker would. */
  async read(
    exchange: ClientExchange,
  ): Promise<{ readonly opener: ResponseOpener; readonly records: ResponseRecord[] }> {
    const [header] = this.bytesOf("header");
    if (!header) throw new Error("no response header was sent");
    const opener = await ResponseOpener.create(exchange, header);
    const records: ResponseRecord[] = [];
    for (const [seq, frame] of this.frames.entries()) records.push(...(await opener.open(seq, frame)));
    return { opener, records };
  }
}

export const textOf = (records: readonly ResponseRecord[]): string =>
  records.map((record) => (record.type === "delta" ? record.text : "")).join("");
