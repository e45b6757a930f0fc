import { CocoonError } from "@cocoon/protocol/api";

const REMEMBERED = 10_000;

interface Bucket {
  left: number;
  filledMs: number;
}

/** So many of something in a time for each who asks, all of them at once if they like. Known to memory only. */
export class Rate {
  readonly #most: number;
  readonly #inMs: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(most: number, inMs: number) {
    this.#most = most;
    this.#inMs = inMs;
  }

  /** @throws CocoonError rate_limited */
  take(who: string, nowMs = Date.now()): void {
    const bucket = this.#buckets.get(who) ?? this.#newBucket(who, nowMs);
    const refilled = ((nowMs - bucket.filledMs) * this.#most) / this.#inMs;
    bucket.left = Math.min(this.#most, bucket.left + refilled);
    bucket.filledMs = nowMs;
    if (bucket.left < 1) throw new CocoonError("rate_limited");
    bucket.left -= 1;
  }

  #newBucket(who: string, nowMs: number): Bucket {
    if (this.#buckets.size >= REMEMBERED) this.#buckets.clear();
    const bucket = { left: this.#most, filledMs: nowMs };
    this.#buckets.set(who, bucket);
    return bucket;
  }
}
