import { NONCE_TREE_DEPTH } from "@cocoon/protocol/attestation";
import type { Clock } from "../clock.ts";
import { type Log, reasonOf } from "../log.ts";

/** Reports are at least this far apart, however many clients ask (SPEC 2.8). */
const SPACING_MS = 1_000;
/** Nonces that come together share the first report as well. */
const GATHER_MS = 20;
const MOST_NONCES = 1 << NONCE_TREE_DEPTH;

interface Ask {
  readonly id: number;
  readonly nonces: readonly Uint8Array[];
}

export interface LiveCheckDeps {
  /** One bundle per nonce, over one report. */
  readonly evidence: (nonces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>;
  readonly reply: (id: number, bundles: readonly Uint8Array[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Answers the nonces of one key's clients: all that come within a second by one report, so that live checks can't exhaust
 * the firmware. What is more than one report can answer is dropped; its asker tries again.
 */
export class LiveChecks {
  readonly #deps: LiveCheckDeps;
  #waiting: Ask[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  #working = false;
  #closed = false;

  constructor(deps: LiveCheckDeps) {
    this.#deps = deps;
  }

  ask(id: number, nonces: readonly Uint8Array[]): void {
    const waiting = this.#waiting.reduce((sum, ask) => sum + ask.nonces.length, 0);
    if (this.#closed || waiting + nonces.length > MOST_NONCES) return;
    this.#waiting.push({ id, nonces });
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#cancel?.();
  }

  #schedule(): void {
    if (this.#cancel || this.#working || this.#waiting.length === 0) return;
    const { clock } = this.#deps;
    const spacing = this.#lastMs + SPACING_MS - clock.now();
    this.#cancel = clock.after(Math.max(GATHER_MS, Math.min(spacing, SPACING_MS)), () => {
      this.#cancel = null;
      this.#working = true;
      void this.#answer().finally(() => {
        this.#working = false;
        if (!this.#closed) this.#schedule();
      });
    });
  }

  async #answer(): Promise<void> {
    const { evidence, reply, clock, log } = this.#deps;
    const asks = this.#waiting.splice(0);
    this.#lastMs = clock.now();
    try {
      const bundles = await evidence(asks.flatMap(({ nonces }) => nonces));
      let at = 0;
      for (const { id, nonces } of asks) {
        reply(id, bundles.slice(at, at + nonces.length));
        at += nonces.length;
      }
    } catch (error) {
      log("error", "live_check_failed", { reason: reasonOf(error) });
    }
  }
}
