import { isProblemCode, type JobStatus, type StreamState } from "@cocoon/protocol/api";
import { ClientError, clientError, StreamInterruptedError } from "../errors.ts";
import type { Payer } from "../payment/port.ts";
import { afterAwake, anySignal, type Clock, delayed, pause, type Wake } from "../ports.ts";
import { type FramesEvent, readFrames, refusalIn } from "../transport/frames.ts";
import type { ProxyApi } from "../transport/proxy-api.ts";
import type { Answer, AskEvent } from "./events.ts";
import type { OpenedAnswer } from "./opened-answer.ts";
import type { Plan } from "./plan.ts";
import { checkSettlement } from "./receipt-check.ts";
import type { SealedJob } from "./seal.ts";

export interface JobRunOptions {
  readonly api: ProxyApi;
  readonly clock: Clock;
  readonly payer: Payer | null;
  readonly wake: Wake;
  readonly plan: Plan;
  readonly sealed: SealedJob;
  readonly opened: OpenedAnswer;
  readonly signal: AbortSignal;
}

/** After the deadline the proxy still settles and tells the end. */
const AFTER_DEADLINE_MS = 15_000;
/** The text is complete with its final frame; the charge follows within this or is left open. */
const SETTLE_MS = 5_000;
/** A post is not cut off at once by an abort: a job that is just being taken in could not be cancelled. */
const POST_GRACE_MS = 2_000;
const POSTS = 3;
/** A job may be posted again at once after so many signatures; a proxy that wants more of them is asked less often. */
const PAYMENTS = 3;
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** The proxy has no place or no parts for a moment; the same bytes may be posted again. */
const PASSING: ReadonlySet<string> = new Set([
  "network_failed",
  "queue_full",
  "rate_limited",
  "stopping",
  "unavailable",
  "internal",
]);
/** What lost the job often took the workers' links with it: they were there, and dial again within this. */
const REJOIN_MS = 15_000;
const AWAY: ReadonlySet<string> = new Set(["unknown_model", "unknown_candidate"]);

/** One sealed envelope from its post to its end. Posting the same bytes again is safe: the job's id is inside them. */
export class JobRun {
  readonly #options: JobRunOptions;
  readonly #untilMs: number;
  #shown = "";
  #firstDeltaMs: number | null = null;

  constructor(options: JobRunOptions) {
    this.#options = options;
    this.#untilMs = options.plan.notAfterMs + AFTER_DEADLINE_MS;
  }

  /** @throws ClientError; one of action "reseal" means that nothing was charged and other workers may help */
  async *run(): AsyncGenerator<AskEvent, Answer, undefined> {
    const { opened } = this.#options;
    for (let posts = 1; ; posts++) {
      yield* this.#post(posts > 1);
      const status = yield* this.#read();
      if (opened.complete && !opened.error) return this.#answer(status);
      if (status) await this.#options.payer?.hears(status);
      if (opened.error) throw this.#withText(opened.error);
      if (status?.problem === "job_lost" && !opened.started && posts < POSTS) continue;
      throw this.#failure(status);
    }
  }

  async *#post(again: boolean): AsyncGenerator<AskEvent, void, undefined> {
    const { api, sealed, plan, clock, signal, wake } = this.#options;
    const rejoinedMs = again ? clock() + REJOIN_MS : 0;
    let payments = 0;
    let refusal: ClientError | null = null;
    for (let retryInMs = RETRY_MS; ; retryInMs = Math.min(2 * retryInMs, LONGEST_RETRY_MS)) {
      const grace = delayed(signal, POST_GRACE_MS);
      try {
        await api.post(sealed.envelope, sealed.quote, sealed.priceCeilingNanoton, grace.signal);
        if (signal.aborted) throw clientError("aborted");
        return;
      } catch (error) {
        if (isSignatureDue(error) && (yield* this.#pay()) && payments++ < PAYMENTS) continue;
        const passing =
          error instanceof ClientError &&
          (PASSING.has(error.code) ||
            isSignatureDue(error) ||
            (AWAY.has(error.code) && clock() < rejoinedMs));
        if (!passing || clock() + retryInMs > plan.notAfterMs) throw error;
        refusal = refusalIn(error);
      } finally {
        grace.release();
      }
      yield { type: "reconnecting", retryInMs, refusal };
      await pause(retryInMs, anySignal([signal, wake.signal]));
      if (signal.aborted) throw clientError("aborted");
    }
  }

  /**
   * What was spent awaits the payer key's signature; with it the same bytes are taken. False where nothing was due: another
   * question of this escrow is being answered, and its end is to be waited for. @throws ClientError signature_due
   */
  async *#pay(): AsyncGenerator<AskEvent, boolean, undefined> {
    const { api, payer, signal } = this.#options;
    if (payer === null) throw clientError("signature_due");
    const signed = await payer.pay(api, signal);
    if (signed) yield { type: "signed" };
    return signed;
  }

  /** Reads to the end of the stream, or to its final frame and a little longer. Null when the end was not told. */
  async *#read(): AsyncGenerator<AskEvent, JobStatus | null, undefined> {
    const { api, plan, clock, signal, opened, wake } = this.#options;
    const stop = new AbortController();
    const ended = anySignal([signal, stop.signal]);
    const open = (from: number, again: AbortSignal) =>
      api.frames(plan.jobId, from, anySignal([ended, again]));
    let cancel = afterAwake(Math.max(this.#untilMs - clock(), 0), () => stop.abort());
    try {
      const untilMs = this.#untilMs;
      for await (const event of readFrames({ open, untilMs, clock, wake, signal: ended })) {
        if (event.type === "end") return event.status;
        if (signal.aborted) throw clientError("aborted");
        const settling = opened.complete;
        yield* this.#event(event);
        if (settling || !opened.complete) continue;
        cancel();
        cancel = afterAwake(SETTLE_MS, () => stop.abort());
      }
      return null;
    } catch (error) {
      if (opened.complete) return null;
      if (stop.signal.aborted && !signal.aborted) throw this.#interrupted("deadline_exceeded");
      throw opened.started && isConnectionLoss(error) ? this.#interrupted("network_failed") : error;
    } finally {
      cancel();
    }
  }

  async *#event(event: FramesEvent): AsyncGenerator<AskEvent, void, undefined> {
    const { opened } = this.#options;
    switch (event.type) {
      case "state":
        return yield* this.#state(event.state);
      case "reconnecting":
        return yield event;
      case "header":
        await opened.begin(event.header);
        return yield {
          type: "started",
          node: opened.worker.node,
          attempt: opened.worker.opener.header.attempt,
        };
      case "frame":
        for (const text of await opened.frame(event.seq, event.frame)) {
          this.#firstDeltaMs ??= this.#options.clock() - this.#options.plan.startedMs;
          yield { type: "delta", text };
        }
        return;
      case "end":
        return; // read() has told it
    }
  }

  *#state({ state, position }: StreamState): Generator<AskEvent, void, undefined> {
    const told = `${state} ${position}`;
    if (told === this.#shown) return;
    this.#shown = told;
    if (state === "queued") yield { type: "queued", position };
    if (state === "leased") yield { type: "leased" };
  }

  async #answer(told: JobStatus | null): Promise<Answer> {
    const { plan, clock, sealed, opened, api, payer, signal } = this.#options;
    const status = told ?? (await api.job(plan.jobId, signal).catch(() => null));
    const { receipt, mismatches, chargedNanoton } = await checkSettlement({ plan, sealed, opened, status });
    if (mismatches.length > 0) await payer?.refuses(plan.jobId);
    else if (status) await payer?.hears(status);
    const { promptTokens, cachedTokens, completionTokens } = receipt;
    return {
      text: opened.text,
      finish: receipt.finish,
      usage: { promptTokens, cachedTokens, completionTokens },
      quote: sealed.quote,
      costNanoton: receipt.costNanoton,
      chargedNanoton,
      receiptMismatches: mismatches,
      receipt: Uint8Array.from(opened.receipt ?? []),
      node: opened.worker.node,
      jobId: plan.jobId,
      attempt: opened.worker.opener.header.attempt,
      firstDeltaMs: this.#firstDeltaMs,
      totalMs: clock() - plan.startedMs,
    };
  }

  #failure(status: JobStatus | null): ClientError {
    const problem = status?.problem ?? null;
    if (status?.state === "done" || problem === null) return this.#interrupted("stream_incomplete");
    return this.#withText(
      isProblemCode(problem) ? clientError(problem) : clientError("stream_incomplete", problem),
    );
  }

  /** Once text was delivered, every failure carries it; a broken stream carries even none, for frames were charged. */
  #withText(error: ClientError): ClientError {
    const { opened } = this.#options;
    if (opened.text === "" && error.code !== "stream_interrupted") return error;
    return new StreamInterruptedError(error.code, error.message, opened.text);
  }

  #interrupted(code: ClientError["code"]): ClientError {
    const { code: same, message } = clientError(code);
    return new StreamInterruptedError(same, message, this.#options.opened.text);
  }
}

const isSignatureDue = (error: unknown): boolean =>
  error instanceof ClientError && error.code === "signature_due";

const isConnectionLoss = (error: unknown): boolean =>
  error instanceof ClientError && (error.code === "network_failed" || error.code === "job_not_found");
