import { type AttesterEvidence, crlTimes } from "@cocoon/protocol/attestation";
import type { Clock } from "../../clock.ts";
import { reasonOf } from "../../log.ts";
import { AttestationError } from "../attestation-error.ts";
import type { Chain, ChainSourceDeps } from "./chain-source.ts";
import { type EndorsementClaim, lineOf } from "./claim.ts";
import type { Kds } from "./kds.ts";
import { KdsError } from "./kds-error.ts";
import { LIMIT_BYTES, type Offered } from "./offered.ts";
import { crlPath } from "./paths.ts";

const PATIENCE_MS = 2 * 60_000;
const REFRESH_MS = 12 * 3_600_000;
const REFRESH_AGAIN_MS = 10 * 60_000;

interface Kept {
  readonly line: string;
  readonly crl: Uint8Array;
  /** Halfway to its end at the latest. */
  refreshAtMs: number;
}

export interface RevocationSourceDeps extends ChainSourceDeps {
  readonly clock: Clock;
}

/**
 * The root's revocation list. AMD's key service is asked first, for whoever else passes one could pass an old one. A
 * list that is kept is renewed in the background, long before its end, and serves until then when that fails.
 */
export class RevocationSource {
  readonly #deps: RevocationSourceDeps;
  #kept: Kept | null = null;
  #refreshing: Promise<void> | null = null;

  constructor(deps: RevocationSourceDeps) {
    this.#deps = deps;
  }

  /** @throws AttestationError, KdsError */
  async listFor(
    evidence: Chain & Pick<AttesterEvidence, "report">,
    claim: EndorsementClaim,
    offers: readonly Offered[],
  ): Promise<Uint8Array> {
    const subject = { evidence, claim };
    const kept = this.#kept;
    if (kept?.line === lineOf(claim) && (await this.#fault(subject, kept.crl)) === null) {
      this.#refreshWhenDue(kept, subject);
      return kept.crl;
    }
    return this.#obtain(subject, offers);
  }

  async #obtain(subject: Subject, offers: readonly Offered[]): Promise<Uint8Array> {
    const { kds, clock, log } = this.#deps;
    try {
      if (kds) return await this.#fetch(kds, subject, PATIENCE_MS);
    } catch (error) {
      if (!(error instanceof KdsError)) throw error;
      const offered = await this.#offered(subject, offers);
      if (!offered) throw error;
      log("warn", "crl_offered", { fault: error.message });
      return this.#keep(subject, offered, clock.now() + REFRESH_AGAIN_MS);
    }
    const offered = await this.#offered(subject, offers);
    if (offered) return offered;
    throw new AttestationError(
      "There is no current revocation list, and COCOON_KDS is off; put AMD's crl.der into the folder COCOON_CERTIFICATES.",
    );
  }

  async #offered(subject: Subject, offers: readonly Offered[]): Promise<Uint8Array | null> {
    for (const { crl } of offers) if (crl && (await this.#fault(subject, crl)) === null) return crl;
    return null;
  }

  #fetch(kds: Kds, subject: Subject, patienceMs: number): Promise<Uint8Array> {
    return kds.get({
      path: crlPath(subject.claim),
      limitBytes: LIMIT_BYTES.crl,
      patienceMs,
      read: async (crl) => {
        const fault = await this.#fault(subject, crl);
        if (fault === "revoked")
          throw new AttestationError(
            "AMD has revoked this processor's certificates, so no client accepts the worker; have the host's firmware updated.",
          );
        if (fault !== null) throw new KdsError("unusable", { detail: fault });
        return this.#keep(subject, crl, this.#refreshTime(crl));
      },
    });
  }

  #refreshTime(crl: Uint8Array): number {
    const nowMs = this.#deps.clock.now();
    return nowMs + Math.min(REFRESH_MS, (crlTimes(crl).nextUpdateMs - nowMs) / 2);
  }

  #keep({ claim }: Subject, crl: Uint8Array, refreshAtMs: number): Uint8Array {
    this.#kept = { line: lineOf(claim), crl, refreshAtMs };
    return crl;
  }

  #refreshWhenDue(kept: Kept, subject: Subject): void {
    const { kds, clock, log } = this.#deps;
    if (!kds || this.#refreshing || clock.now() < kept.refreshAtMs) return;
    const refresh = async () => {
      try {
        await this.#fetch(kds, subject, 0);
      } catch (error) {
        // A revocation counts from the moment it is known; the next report says so to whoever asks for it.
        if (error instanceof AttestationError) this.#kept = null;
        kept.refreshAtMs = clock.now() + REFRESH_AGAIN_MS;
        log("error", "crl_refresh_failed", { reason: reasonOf(error) });
      } finally {
        this.#refreshing = null;
      }
    };
    this.#refreshing = refresh();
  }

  #fault({ evidence }: Subject, crl: Uint8Array) {
    return this.#deps.verdict({ ...evidence, crl }, "checked");
  }
}

/** What a list is to be good for. */
interface Subject {
  readonly evidence: Chain & Pick<AttesterEvidence, "report">;
  readonly claim: EndorsementClaim;
}
