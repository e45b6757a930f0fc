import { CocoonError } from "@cocoon/protocol/api";

const MINUTE_MS = 60_000;
const STREAMS_AT_MOST = 256;
const REMEMBERED = 10_000;

interface Bucket {
  posts: number;
  filledMs: number;
}

/** What one account may ask of one proxy, so that it can't keep the others from being served. Known to memory only. */
export class AccountLimits {
  readonly #postsPerMinute: number;
  readonly #buckets = new Map<string, Bucket>();
  readonly #streams = new Map<string, number>();

  constructor(postsPerMinute: number) {
    this.#postsPerMinute = postsPerMinute;
  }

  /** Counts a post; a whole minute's may come at once. @throws CocoonError rate_limited */
  takePost(accountId: string, nowMs = Date.now()): void {
    const most = this.#postsPerMinute;
    const bucket = this.#buckets.get(accountId) ?? this.#newBucket(accountId, nowMs);
    const refilled = ((nowMs - bucket.filledMs) * most) / MINUTE_MS;
    bucket.posts = Math.min(most, bucket.posts + refilled);
    bucket.filledMs = nowMs;
    if (bucket.posts < 1) throw new CocoonError("rate_limited");
    bucket.posts -= 1;
  }

  /** Counts an open stream until the returned function is called. @throws CocoonError rate_limited */
  openStream(accountId: string): () => void {
    const open = this.#streams.get(accountId) ?? 0;
    if (open >= STREAMS_AT_MOST) throw new CocoonError("rate_limited");
    this.#streams.set(accountId, open + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (this.#streams.get(accountId) ?? 1) - 1;
      if (left > 0) this.#streams.set(accountId, left);
      else this.#streams.delete(accountId);
    };
  }

  #newBucket(accountId: string, nowMs: number): Bucket {
    if (this.#buckets.size >= REMEMBERED) this.#buckets.clear();
    const bucket = { posts: this.#postsPerMinute, filledMs: nowMs };
    this.#buckets.set(accountId, bucket);
    return bucket;
  }
}
