import { Backoff } from "../../backoff.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { OversizedError, readBody } from "../body.ts";
import { KdsError } from "./kds-error.ts";

export interface KdsOptions {
  /** Scheme, host and perhaps a path, such as AMD's own or a cache of it: nothing that comes from there is trusted. */
  readonly base: string;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to 1; draws the waits. */
  readonly random?: () => number;
}

export interface KdsRequest<T> {
  readonly path: string;
  readonly limitBytes: number;
  /** How long it may be tried again; 0 for a single attempt, made only when the service may be asked now. */
  readonly patienceMs: number;
  /** Takes what came, or throws a {@link KdsError}, and it is asked again; any other error ends it. */
  readonly read: (bytes: Uint8Array) => T | Promise<T>;
}

const TIMEOUT_MS = 10_000;
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;
/** The service gives about one certificate in ten seconds to one address. */
const WAITS = { firstMs: 2_000, longestMs: 60_000 };

/**
 * Asks AMD's key service, which throttles and is out of reach at times: one attempt after another with growing,
 * jittered waits, never before the service says, every answer bounded in size and time.
 */
export class Kds {
  readonly #options: KdsOptions;
  readonly #backoff: Backoff;
  /** Since the last failure, of whatever was asked. */
  #quiet: { readonly untilMs: number; readonly because: KdsError } | null = null;

  constructor(options: KdsOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random, WAITS);
  }

  /** @throws KdsError, or what `read` ends it with */
  async get<T>(request: KdsRequest<T>): Promise<T> {
    const untilMs = this.#options.clock.now() + request.patienceMs;
    for (;;) {
      await this.#untilAskable(untilMs);
      try {
        const value = await request.read(await this.#fetch(request));
        this.#quiet = null;
        this.#backoff.reset();
        return value;
      } catch (error) {
        if (!(error instanceof KdsError)) throw error;
        this.#fallQuiet(error);
        // What it does not know now, it won't know in a minute; the next caller waits none the less.
        if (error.fault === "refused") throw error;
      }
    }
  }

  async #untilAskable(untilMs: number): Promise<void> {
    const { clock } = this.#options;
    while (this.#quiet && this.#quiet.untilMs > clock.now()) {
      const { untilMs: quietUntilMs, because } = this.#quiet;
      if (quietUntilMs > untilMs) throw because;
      await new Promise<void>((resolve) => clock.after(quietUntilMs - clock.now(), resolve));
    }
  }

  #fallQuiet(because: KdsError): void {
    const { clock, log } = this.#options;
    const waitMs = Math.max(because.retryAfterMs, this.#backoff.next());
    this.#quiet = { untilMs: clock.now() + waitMs, because };
    log("warn", "kds_failed", { fault: because.message, waitMs });
  }

  async #fetch({ path, limitBytes }: KdsRequest<unknown>): Promise<Uint8Array> {
    const { base, clock } = this.#options;
    const { signal, abort } = newAbort();
    const cancel = clock.after(TIMEOUT_MS, abort);
    try {
      const response = await fetch(base.replace(/\/+$/, "") + path, { signal, redirect: "error" });
      if (response.ok) return await readBody(response, limitBytes, signal);
      void response.body?.cancel().catch(() => undefined);
      throw statusFault(response, clock.now());
    } catch (error) {
      if (error instanceof KdsError) throw error;
      if (error instanceof OversizedError) throw new KdsError("oversized");
      throw new KdsError(signal.aborted ? "silent" : "unreachable");
    } finally {
      cancel();
    }
  }
}

function newAbort(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function statusFault({ status, headers }: Response, nowMs: number): KdsError {
  const retryAfterMs = retryAfter(headers.get("retry-after"), nowMs);
  const detail = `status ${status}`;
  if (status === 429) return new KdsError("throttled", { detail, retryAfterMs });
  if (status >= 500 || status === 408) return new KdsError("failing", { detail, retryAfterMs });
  return new KdsError("refused", { detail });
}

/** Seconds or a date (RFC 9110), in milliseconds from now; bounded, for it may be any. */
function retryAfter(value: string | null, nowMs: number): number {
  if (value === null) return 0;
  const ms = /^[0-9]{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}
