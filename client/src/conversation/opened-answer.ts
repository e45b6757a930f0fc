import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import { ResponseError, ResponseOpener, type ResponseRecord } from "@cocoon/protocol/response";
import { type ClientError, clientError } from "../errors.ts";
import type { SealedJob } from "./seal.ts";

/** The answer to one sealed job as far as it was opened; everything in it is authentic. */
export class OpenedAnswer {
  readonly #sealed: SealedJob;
  #opened: { readonly opener: ResponseOpener; readonly node: VerifiedNode } | null = null;
  #text = "";
  #receipt: Uint8Array | null = null;
  #error: ClientError | null = null;

  constructor(sealed: SealedJob) {
    this.#sealed = sealed;
  }

  /** Whether a worker has begun to answer. */
  get started(): boolean {
    return this.#opened !== null;
  }

  /** Whether the final frame was opened: without it there is no answer, whatever the proxy says. */
  get complete(): boolean {
    return this.#opened?.opener.finished ?? false;
  }

  get text(): string {
    return this.#text;
  }

  /** What the worker gave as the reason for an answer that it could not finish. */
  get error(): ClientError | null {
    return this.#error;
  }

  /** The signed usage receipt's bytes. */
  get receipt(): Uint8Array | null {
    return this.#receipt;
  }

  /** Who answers. Only after {@link OpenedAnswer.begin}. */
  get worker(): { readonly opener: ResponseOpener; readonly node: VerifiedNode } {
    if (!this.#opened) throw new Error("the answer has not begun");
    return this.#opened;
  }

  /** Takes the response header. @throws ClientError stream_forged when it names a worker that was not sealed to */
  async begin(header: Uint8Array): Promise<void> {
    const opener = await guarded(() => ResponseOpener.create(this.#sealed.exchange, header));
    const keyIdHex = toHex(opener.header.keyId);
    const candidate = this.#sealed.candidates.find(({ node }) => node.keyIdHex === keyIdHex);
    if (!candidate) throw clientError("stream_forged");
    this.#opened = { opener, node: candidate.node };
  }

  /** The texts that frame `seq` completes. @throws ClientError stream_forged */
  async frame(seq: number, frame: Uint8Array): Promise<string[]> {
    const { opener } = this.worker;
    const records = await guarded(() => opener.open(seq, frame));
    return records.flatMap((record) => this.#take(record));
  }

  #take(record: ResponseRecord): string[] {
    switch (record.type) {
      case "delta":
        this.#text += record.text;
        return record.text === "" ? [] : [record.text];
      case "receipt":
        this.#receipt = record.bytes;
        return [];
      case "error":
        // The code's own sentence: what a worker adds is its own text, and the code says what to do.
        this.#error = clientError(record.code);
        return [];
      default:
        return [];
    }
  }
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ResponseError) throw clientError("stream_forged", error.message);
    throw error;
  }
}
