import { PROBLEMS } from "@cocoon/protocol/api";
import type { TokenCounts } from "@cocoon/protocol/money";
import { isFrameCountBucket, type ResponseSealer } from "@cocoon/protocol/response";
import type { Carrier } from "./carrier.ts";
import type { JobReceipts } from "./job-receipts.ts";
import type { Batch, Outbox } from "./outbox.ts";
import type { Ticker } from "./ticker.ts";

export interface AnswerStreamDeps {
  readonly sealer: ResponseSealer;
  readonly receipts: JobReceipts;
  readonly carrier: Carrier;
  readonly ticker: Ticker;
  readonly now: () => number;
  readonly startedMs: number;
  /** The asker or the deadline has ended the job: nobody waits for the cover frames. */
  readonly cancelled: AbortSignal;
  /** The link is gone, and the stream with it. */
  readonly lost: AbortSignal;
}

/** Sends one answer: sealed frames on ticks, running receipts at buckets of their count, at the end receipt and cover. */
export class AnswerStream {
  readonly #deps: AnswerStreamDeps;
  #sent = 0;
  #usageAt = 0;

  constructor(deps: AnswerStreamDeps) {
    this.#deps = deps;
  }

  /** Resolves when the final frame and the outer receipt are sent, or the link is lost. */
  async run(outbox: Outbox): Promise<void> {
    for (;;) {
      if (!(await this.#tick())) return;
      const batch = outbox.take();
      await this.#sendContent(batch);
      if (batch.finish !== null) return this.#finish(batch.counts, batch.finish);
    }
  }

  /** The next moment to send; false when there is nobody to send to. */
  async #tick(): Promise<boolean> {
    await this.#deps.ticker.next();
    await this.#deps.carrier.ready();
    return !this.#deps.lost.aborted;
  }

  async #sendContent({ text, counts, finish }: Batch): Promise<void> {
    const { sealer } = this.#deps;
    if (text !== "") sealer.write({ type: "delta", text });
    // With the first frame, and again each time the count of frames has passed a bucket.
    if (this.#sent >= this.#usageAt) {
      sealer.write({ type: "usage", ...counts });
      this.#usageAt = nextBucket(this.#sent + 1);
    }
    if (finish === "error")
      sealer.write({ type: "error", code: "engine_failed", sentence: PROBLEMS.engine_failed.sentence });
    this.#emit(await sealer.takeFrames({ flush: true }), counts, false);
  }

  async #finish(counts: TokenCounts, finish: NonNullable<Batch["finish"]>): Promise<void> {
    const { sealer, receipts, now, startedMs, cancelled } = this.#deps;
    const frames = await sealer.finish(receipts.usage({ counts, finish, startedMs, endedMs: now() }));
    for (const [index, frame] of frames.entries()) {
      // Cover frames leave like all others; after a cancel they hide nothing, for its moment is known to the proxy.
      if (!cancelled.aborted && !(await this.#tick())) return;
      this.#emit([frame], counts, index === frames.length - 1);
    }
    this.#deps.carrier.done(receipts.outer(counts));
  }

  /** Sends frames, and a running receipt when their count passes a bucket (SPEC 6.6); `done` stands for the last one's. */
  #emit(frames: readonly Uint8Array[], counts: TokenCounts, final: boolean): void {
    const { carrier, sealer, receipts } = this.#deps;
    if (this.#sent === 0) carrier.header(sealer.header);
    let bucket = false;
    for (const frame of frames) {
      carrier.frame(this.#sent++, frame);
      bucket ||= isFrameCountBucket(this.#sent);
    }
    if (bucket && !final) carrier.running(receipts.running(counts, this.#sent - 1));
  }
}

function nextBucket(frames: number): number {
  let bucket = frames;
  while (!isFrameCountBucket(bucket)) bucket++;
  return bucket;
}
