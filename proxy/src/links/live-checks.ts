import { CocoonError } from "@cocoon/protocol/api";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import type { Bus } from "../bus/port.ts";
import type { LiveNode } from "../registry/node.ts";

const TIMEOUT_MS = 8_000;
const PENDING_AT_MOST = 1024;
/** A worker that is slow, or answers nothing on purpose, holds up the checks of itself and not those of others. */
const PENDING_OF_ONE_NODE = 64;
const ASK = "live-check";
const ANSWER = "live-check-answer";

interface Pending {
  /** Whom it is asked of: only this worker's answer counts. */
  readonly keyId: string;
  /** Another proxy holds the worker's link, and answers for it. */
  readonly isElsewhere: boolean;
  readonly settle: (bundle: Uint8Array | CocoonError) => void;
}

/** Sends the nonce over the worker's link; false when this process does not hold it. */
export type AskWorker = (keyId: string, id: number, nonce: string) => boolean;

/**
 * Carries a client's nonce to the worker and the fresh evidence back (SPEC 8.3), also when another proxy holds the
 * worker's link. Workers answer all nonces of a second with one report, so the number here is bounded by memory only, and
 * for each worker by a part of it.
 */
export class LiveChecks {
  readonly #bus: Bus;
  readonly #holder: string;
  readonly #pending = new Map<number, Pending>();
  readonly #ask: AskWorker;
  readonly #unsubscribe: (() => void)[];
  #nextId = 1;

  constructor(bus: Bus, holder: string, ask: AskWorker) {
    this.#bus = bus;
    this.#holder = holder;
    this.#ask = ask;
    this.#unsubscribe = [
      bus.subscribe(`${ASK}:${holder}`, (message) => void this.#serve(message as RemoteAsk)),
      bus.subscribe(`${ANSWER}:${holder}`, (message) => this.#hearAnswer(message as RemoteAnswer)),
    ];
  }

  /** A bundle for exactly this nonce. @throws CocoonError live_check_failed when none comes in time, unavailable */
  async check(node: LiveNode, nonce: string): Promise<Uint8Array> {
    const { keyId } = node.entry;
    if (node.holder === this.#holder) return this.#checkHere(keyId, nonce);
    return this.#expect({ keyId, isElsewhere: true }, (id) => {
      this.#bus.publish(`${ASK}:${node.holder}`, {
        from: this.#holder,
        id,
        keyId,
        nonce,
      } satisfies RemoteAsk);
      return true;
    });
  }

  /** The worker answered. */
  answer(keyId: string, id: number, bundles: readonly Uint8Array[]): void {
    const pending = this.#pending.get(id);
    const [bundle] = bundles;
    if (bundle && pending?.keyId === keyId && !pending.isElsewhere) pending.settle(bundle);
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const { settle } of [...this.#pending.values()]) settle(new CocoonError("stopping"));
  }

  #checkHere(keyId: string, nonce: string): Promise<Uint8Array> {
    return this.#expect({ keyId, isElsewhere: false }, (id) => this.#ask(keyId, id, nonce));
  }

  #expect(asked: Omit<Pending, "settle">, ask: (id: number) => boolean): Promise<Uint8Array> {
    if (this.#isFull(asked.keyId)) return Promise.reject(new CocoonError("unavailable"));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (result: Uint8Array | CocoonError) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        if (result instanceof CocoonError) reject(result);
        else resolve(result);
      };
      const timer = setTimeout(() => settle(new CocoonError("live_check_failed")), TIMEOUT_MS);
      this.#pending.set(id, { ...asked, settle });
      if (!ask(id)) settle(new CocoonError("live_check_failed"));
    });
  }

  #isFull(keyId: string): boolean {
    if (this.#pending.size >= PENDING_AT_MOST) return true;
    let ofNode = 0;
    for (const pending of this.#pending.values()) if (pending.keyId === keyId) ofNode += 1;
    return ofNode >= PENDING_OF_ONE_NODE;
  }

  async #serve({ from, id, keyId, nonce }: RemoteAsk): Promise<void> {
    const bundle = await this.#checkHere(keyId, nonce).catch(() => null);
    this.#bus.publish(`${ANSWER}:${from}`, {
      id,
      bundle: bundle && toBase64Url(bundle),
    } satisfies RemoteAnswer);
  }

  #hearAnswer({ id, bundle }: RemoteAnswer): void {
    const pending = this.#pending.get(id);
    if (!pending?.isElsewhere) return;
    pending.settle(bundle === null ? new CocoonError("live_check_failed") : fromBase64Url(bundle));
  }
}

interface RemoteAsk {
  readonly from: string;
  readonly id: number;
  readonly keyId: string;
  readonly nonce: string;
}

interface RemoteAnswer {
  readonly id: number;
  readonly bundle: string | null;
}
