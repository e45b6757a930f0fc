import { concatBytes, label, type Secret, toHex } from "../bytes/index.ts";

/** What asker and one worker share after an envelope: all keys of the answer come from it (SPEC 5.2). */
export interface Exchange {
  /** T of the request. */
  readonly transcript: Uint8Array<ArrayBuffer>;
  readonly keyId: Uint8Array;
  /** The slot's encapsulation. */
  readonly enc: Uint8Array;
  /** S: 32 bytes out of the HPKE context. */
  readonly secret: Secret<Uint8Array<ArrayBuffer>>;
}

/** The worker's end; it answers with it exactly once per attempt. */
export type WorkerExchange = Exchange;

export const EXCHANGE_SECRET_BYTES = 32;

/** The exporter context of S: other requests and other slots give other secrets (SPEC 5.2). */
export const exporterContext = (transcript: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes(label("cocoon/v1 response"), transcript);

/** The asker's end: one exchange for each candidate, for any of them may answer. */
export class ClientExchange {
  readonly #slots: ReadonlyMap<string, Exchange>;
  readonly transcript: Uint8Array<ArrayBuffer>;

  constructor(transcript: Uint8Array<ArrayBuffer>, slots: readonly Exchange[]) {
    this.transcript = transcript;
    this.#slots = new Map(slots.map((slot) => [toHex(slot.keyId), slot]));
  }

  /** The exchange with that candidate; undefined for a key that was not sealed to. */
  with(keyId: Uint8Array): Exchange | undefined {
    return this.#slots.get(toHex(keyId));
  }

  /** Overwrites the secrets: answers to this envelope can't be opened any more. */
  erase(): void {
    for (const slot of this.#slots.values()) eraseExchange(slot);
  }
}

/** Overwrites S once no more of the answer is sealed or opened. */
export const eraseExchange = (exchange: Exchange): void => {
  exchange.secret.reveal().fill(0);
};
