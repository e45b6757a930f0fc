import { CocoonError } from "@cocoon/protocol/api";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import type { Bus } from "../bus/port.ts";
import type { LiveNode } from "../registry/node.ts";

const TIMEOUT_MS = 8_000;
const PENDING_AT_MOST = 1024;
const ASK = "live-check";
const ANSWER = "live-check-answer";

interface Pending {
  /** Only this worker's answer counts; null when another proxy asks it. */
  readonly keyId: string | null;
  readonly resolve: (bundle: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Carries a client's nonce to the worker and the fresh evidence back (SPEC 8.3), also when another proxy holds the
 * worker's link. Workers answer all nonces of a second with one report, so the number here is bounded by memory only.
 */
export class LiveChecks {
  readonly #bus: Bus;
  readonly #holder: string;
  readonly #pending = new Map<number, Pending>();
  readonly #ask: (keyId: string, id: number, nonce: string) => void;
  readonly #unsubscribe: (() => void)[];
  #nextId = 1;

  /** @param ask sends the nonce over the worker's link, when this process holds it. */
  constructor(bus: Bus, holder: string, ask: (keyId: string, id: number, nonce: string) => void) {
    this.#bus = bus;
    this.#holder = holder;
    this.#ask = ask;
    this.#unsubscribe = [
      bus.subscribe(`${ASK}:${holder}`, (message) => this.#serve(message as RemoteAsk)),
      bus.subscribe(`${ANSWER}:${holder}`, (message) => this.#hearAnswer(message as RemoteAnswer)),
    ];
  }

  /** A bundle for exactly this nonce. @throws CocoonError live_check_failed when none comes in time */
  async check(node: LiveNode, nonce: string): Promise<Uint8Array> {
    if (node.holder === this.#holder) return this.#checkHere(node.entry.keyId, nonce);
    const { id, bundle } = this.#expect(null);
    this.#bus.publish(`${ASK}:${node.holder}`, { from: this.#holder, id, keyId: node.entry.keyId, nonce });
    return bundle;
  }

  /** The worker answered. */
  answer(keyId: string, id: number, bundles: readonly Uint8Array[]): void {
    const pending = this.#pending.get(id);
    const [bundle] = bundles;
    if (bundle && pending?.keyId === keyId) pending.resolve(bundle);
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #checkHere(keyId: string, nonce: string): Promise<Uint8Array> {
    const { id, bundle } = this.#expect(keyId);
    this.#ask(keyId, id, nonce);
    return bundle;
  }

  #expect(keyId: string | null): { id: number; bundle: Promise<Uint8Array> } {
    if (this.#pending.size >= PENDING_AT_MOST) throw new CocoonError("unavailable");
    const id = this.#nextId++;
    const bundle = new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(() => reject(new CocoonError("live_check_failed")), TIMEOUT_MS);
      this.#pending.set(id, {
        keyId,
        resolve: (bytes) => {
          clearTimeout(timer);
          resolve(bytes);
        },
        reject,
      });
    }).finally(() => this.#pending.delete(id));
    return { id, bundle };
  }

  #serve({ from, id, keyId, nonce }: RemoteAsk): void {
    const reply = (bundle: string | null) => this.#bus.publish(`${ANSWER}:${from}`, { id, bundle });
    this.#checkHere(keyId, nonce).then(
      (bundle) => reply(toBase64Url(bundle)),
      () => reply(null),
    );
  }

  #hearAnswer({ id, bundle }: RemoteAnswer): void {
    const pending = this.#pending.get(id);
    if (pending?.keyId !== null) return;
    if (bundle === null) pending.reject(new CocoonError("live_check_failed"));
    else pending.resolve(fromBase64Url(bundle));
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
