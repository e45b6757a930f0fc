import { CocoonError } from "@cocoon/protocol/api";
import { Rate } from "./rate.ts";

const MINUTE_MS = 60_000;
const STREAMS_AT_MOST = 256;
/** A person has a few devices; accounts cost nothing, so what one may keep open for nothing is little. */
const LISTENERS_AT_MOST = 16;
const STREAMS_IN_ALL = 10_000;

/** What one account may ask of one proxy, so that it can't keep the others from being served. Known to memory only. */
export class AccountLimits {
  readonly #posts: Rate;
  readonly #streams = new Map<string, number>();
  readonly #streamsInAll: number;
  #open = 0;

  constructor(postsPerMinute: number, streamsInAll = STREAMS_IN_ALL) {
    this.#streamsInAll = streamsInAll;
    this.#posts = new Rate(postsPerMinute, MINUTE_MS);
  }

  /** Counts a post; a whole minute's may come at once. @throws CocoonError rate_limited */
  takePost(accountId: string, nowMs = Date.now()): void {
    this.#posts.take(accountId, nowMs);
  }

  /** Counts an open stream until the returned function is called. @throws CocoonError rate_limited, unavailable */
  openStream(accountId: string): () => void {
    return this.#openOne(accountId, STREAMS_AT_MOST);
  }

  /** The same for one that only waits for events. */
  openListener(accountId: string): () => void {
    return this.#openOne(`events of ${accountId}`, LISTENERS_AT_MOST);
  }

  #openOne(key: string, most: number): () => void {
    const open = this.#streams.get(key) ?? 0;
    if (open >= most) throw new CocoonError("rate_limited", "open streams");
    if (this.#open >= this.#streamsInAll) throw new CocoonError("unavailable", "too many streams are open");
    this.#streams.set(key, open + 1);
    this.#open += 1;
    let ended = false;
    return () => {
      if (!ended) this.#closeOne(key);
      ended = true;
    };
  }

  #closeOne(key: string): void {
    this.#open -= 1;
    const left = (this.#streams.get(key) ?? 1) - 1;
    if (left > 0) this.#streams.set(key, left);
    else this.#streams.delete(key);
  }
}
