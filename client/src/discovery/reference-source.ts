import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  areCurrent,
  parseReferenceBundle,
  type ReferenceBundle,
  type VerifiedReferenceValues,
} from "@cocoon/protocol/reference-values";
import { KeyedLock } from "../choice/keyed-lock.ts";
import { ClientError, clientError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { ClientStore } from "../store.ts";
import { takeReferenceValues, type WantedValues } from "./take-reference-values.ts";

export interface ReferenceSourceOptions {
  /** Fetches what the proxy carries; null when it carries none. */
  readonly fetch: (signal?: AbortSignal) => Promise<Uint8Array | null>;
  readonly policy: AppraisalPolicy;
  readonly store: Pick<ClientStore, "loadReferenceMark" | "saveReferenceMark">;
  readonly clock: Clock;
}

/** Within it a withdrawn image is noticed by a client that runs on (SPEC 10.5). */
const REFRESH_MS = 3_600_000;
/** How long a proxy that gives none is left alone while those held are good. */
const RETRY_MS = 60_000;

/** The reference values that the policy asks for: fetched, verified here, never older than those accepted before. */
export class ReferenceSource {
  readonly #options: ReferenceSourceOptions;
  readonly #locks = new KeyedLock();
  #held: VerifiedReferenceValues | null = null;
  /** When to ask for newer ones: between these times the held ones are used unasked. */
  #rest = { fromMs: 0, untilMs: 0 };

  constructor(options: ReferenceSourceOptions) {
    this.#options = options;
  }

  /**
   * Null when the policy asks for none, or the proxy has none: then such a policy accepts nobody.
   * @throws ClientError `reference_values_refused`, and what a request can fail with while none are held
   */
  async current(signal?: AbortSignal): Promise<VerifiedReferenceValues | null> {
    const wanted = this.#options.policy.referenceValues;
    if (wanted === "none") return null;
    return this.#locks.run(wanted.manifestKey, () => this.#newest(wanted, signal), signal);
  }

  async #newest(
    wanted: WantedValues,
    signal: AbortSignal | undefined,
  ): Promise<VerifiedReferenceValues | null> {
    const { clock } = this.#options;
    const held = this.#held;
    const good = held && areCurrent(held, wanted.witnessMaxAgeMs, clock()) ? held : null;
    if (good && this.#isResting(clock())) return good;
    const bundle = await this.#fetched(good !== null, signal);
    if (bundle === null) {
      this.#restFor(RETRY_MS);
      return good;
    }
    const values = await this.#accept(wanted, bundle);
    this.#restFor(REFRESH_MS);
    return values;
  }

  /** Not before it began either: a clock that was set back must not prolong it. */
  #isResting(nowMs: number): boolean {
    return this.#rest.fromMs <= nowMs && nowMs < this.#rest.untilMs;
  }

  #restFor(ms: number): void {
    const fromMs = this.#options.clock();
    this.#rest = { fromMs, untilMs: fromMs + ms };
  }

  /** A proxy that is away, or no longer carries them, takes nothing from values that are still good. */
  async #fetched(replaceable: boolean, signal: AbortSignal | undefined): Promise<ReferenceBundle | null> {
    try {
      const bytes = await this.#options.fetch(signal);
      return bytes && parseReferenceBundle(bytes);
    } catch (error) {
      if (error instanceof MalformedError) throw clientError("answer_malformed", error.message);
      const away = error instanceof ClientError && error.code !== "aborted";
      if (away && replaceable) return null;
      throw error;
    }
  }

  async #accept(wanted: WantedValues, bundle: ReferenceBundle): Promise<VerifiedReferenceValues> {
    const { policy, store, clock } = this.#options;
    const verdict = await takeReferenceValues(bundle, wanted, { policy, store, nowMs: clock() });
    if (!verdict.ok)
      throw clientError(
        "reference_values_refused",
        `${verdict.sentence} ${verdict.code}, SPEC ${verdict.clause}`,
      );
    this.#held = verdict.values;
    return verdict.values;
  }
}
