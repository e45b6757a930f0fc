import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import {
  areCurrent,
  type ReferenceBundle,
  type VerifiedReferenceValues,
  verifyReferenceValues,
} from "@cocoon/protocol/reference-values";
import type { Log } from "../log.ts";
import type { ReferenceCarrier } from "./reference-values.ts";

interface Judged {
  readonly bundle: ReferenceBundle;
  readonly atMs: number;
  readonly values: VerifiedReferenceValues | null;
}

/** Values that were refused may become good by time alone; anyone may dial, so that is not tried for each who does. */
const REST_MS = 10_000;

/**
 * What this proxy's own policy accepts of what it carries: for the admission of workers, not for its clients. Large values
 * take tens of milliseconds to verify, so each bundle is verified once.
 */
export class AcceptedValues {
  readonly #carrier: ReferenceCarrier;
  readonly #policy: AppraisalPolicy;
  readonly #log: Log;
  #judged: Judged | null = null;
  #refusal: string | null = null;

  constructor(carrier: ReferenceCarrier, policy: AppraisalPolicy, log: Log) {
    this.#carrier = carrier;
    this.#policy = policy;
    this.#log = log;
  }

  /** Those that are good now; null without any. */
  at(nowMs: number): VerifiedReferenceValues | null {
    const { referenceValues: wanted } = this.#policy;
    const bundle = wanted === "none" ? null : this.#carrier.bundle();
    if (wanted === "none" || bundle === null) return null;
    if (this.#judged?.bundle !== bundle || !this.#stands(this.#judged, wanted.witnessMaxAgeMs, nowMs))
      this.#judged = { bundle, atMs: nowMs, values: this.#verified(wanted, bundle, nowMs) };
    return this.#judged.values;
  }

  #stands({ atMs, values }: Judged, witnessMaxAgeMs: number, nowMs: number): boolean {
    return values ? areCurrent(values, witnessMaxAgeMs, nowMs) : Math.abs(nowMs - atMs) < REST_MS;
  }

  #verified(
    wanted: Exclude<AppraisalPolicy["referenceValues"], "none">,
    bundle: ReferenceBundle,
    nowMs: number,
  ): VerifiedReferenceValues | null {
    const { manifestKey, witnessKey, witnessMaxAgeMs } = wanted;
    const verdict = verifyReferenceValues({
      ...bundle,
      keys: { manifestKey, witnessKey },
      witnessMaxAgeMs,
      allowSimulated: this.#policy.roots.some((root) => root.class === "simulated"),
      // The files are the operator's own; who puts older ones there means it.
      seen: null,
      nowMs,
    });
    const refusal = verdict.ok ? null : verdict.code;
    if (refusal !== null && refusal !== this.#refusal)
      this.#log("warn", "reference_values_refused", { code: refusal });
    this.#refusal = refusal;
    return verdict.ok ? verdict.values : null;
  }
}
