import { type AttesterEvidence, crlTimes, type ReasonCode } from "@cocoon/protocol/attestation";
import { equalBytes } from "@cocoon/protocol/bytes";
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
  readonly crl: Uint8Array;
  readonly thisUpdateMs: number;
  /** Halfway to its end at the latest. */
  refreshAtMs: number;
}

export interface RevocationSourceDeps extends ChainSourceDeps {
  readonly clock: Clock;
}

/**
 * The root's revocation list. AMD's key service is asked first, for whoever else passes one could pass an old one. A
 * list that is kept is renewed in the background, long before its end, and serves until then when that fails.
 *
 * The newest list that was seen of each line is kept, also one that revokes the chain, and nobody's older one replaces
 * it: what is known to be revoked stays so until AMD itself says otherwise.
 */
export class RevocationSource {
  readonly #deps: RevocationSourceDeps;
  /** By line. */
  readonly #newest = new Map<string, Kept>();
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
    const subject = { evidence, line: lineOf(claim), path: crlPath(claim) };
    const { kds } = this.#deps;
    const known = await this.#known(subject);
    if (kds && known?.fault === null) {
      this.#refreshWhenDue(kds, known.list, subject);
      return known.list.crl;
    }
    // Nobody waits for the service only to hear once more what is known.
    const failure = kds && (await this.#ask(kds, subject, known?.fault === "revoked" ? 0 : PATIENCE_MS));
    return this.#obtained(subject, kds && !failure ? [] : offers, failure);
  }

  /** The newest of what has just come, what is offered, and what was known. */
  async #obtained(
    subject: Subject,
    offers: readonly Offered[],
    failure: KdsError | null,
  ): Promise<Uint8Array> {
    const { clock, log } = this.#deps;
    for (const { crl } of offers)
      if (crl) await this.#take(subject, crl, () => clock.now() + REFRESH_AGAIN_MS);
    const known = await this.#known(subject);
    if (known?.fault === "revoked") throw revoked();
    if (known?.fault !== null) throw failure ?? noList();
    if (failure) log("warn", "crl_offered", { fault: failure.message });
    return known.list.crl;
  }

  /** Null once there is an answer of the service's. */
  async #ask(kds: Kds, subject: Subject, patienceMs: number): Promise<KdsError | null> {
    try {
      await this.#fetch(kds, subject, patienceMs);
      return null;
    } catch (error) {
      if (error instanceof KdsError) return error;
      throw error;
    }
  }

  #fetch(kds: Kds, subject: Subject, patienceMs: number): Promise<void> {
    return kds.get({
      path: subject.path,
      limitBytes: LIMIT_BYTES.crl,
      patienceMs,
      read: async (crl) => {
        const fault = await this.#take(subject, crl, (list) => this.#refreshTime(list));
        if (fault !== null) throw new KdsError("unusable", { detail: fault });
      },
    });
  }

  /** Keeps a list of the root's that is current, unless a newer one is kept. Tells why not, or null. */
  async #take(subject: Subject, crl: Uint8Array, refreshAtMs: (crl: Uint8Array) => number) {
    const fault = await this.#fault(subject, crl);
    if (fault !== null && fault !== "revoked") return fault;
    const { thisUpdateMs } = crlTimes(crl);
    const list = { crl, thisUpdateMs, refreshAtMs: refreshAtMs(crl) };
    if (isSuperseded(list, fault, this.#newest.get(subject.line))) return "older than a list that is known";
    this.#newest.set(subject.line, list);
    if (fault === "revoked") this.#deps.log("error", "crl_revokes", { line: subject.line });
    return null;
  }

  #refreshTime(crl: Uint8Array): number {
    const nowMs = this.#deps.clock.now();
    return nowMs + Math.min(REFRESH_MS, (crlTimes(crl).nextUpdateMs - nowMs) / 2);
  }

  /** In the background: a revocation counts from the next report on. */
  #refreshWhenDue(kds: Kds, list: Kept, subject: Subject): void {
    const { clock, log } = this.#deps;
    if (this.#refreshing || clock.now() < list.refreshAtMs) return;
    const refresh = async () => {
      try {
        await this.#fetch(kds, subject, 0);
      } catch (error) {
        list.refreshAtMs = clock.now() + REFRESH_AGAIN_MS;
        log("error", "crl_refresh_failed", { reason: reasonOf(error) });
      } finally {
        this.#refreshing = null;
      }
    };
    this.#refreshing = refresh();
  }

  /** The newest list, and what is wrong with it or with the chain by it; null for nothing. */
  async #known(subject: Subject): Promise<{ list: Kept; fault: ReasonCode | null } | null> {
    const list = this.#newest.get(subject.line);
    return list ? { list, fault: await this.#fault(subject, list.crl) } : null;
  }

  #fault({ evidence }: Subject, crl: Uint8Array): Promise<ReasonCode | null> {
    return this.#deps.verdict({ ...evidence, crl }, "checked");
  }
}

/** What a list is to be good for. */
interface Subject {
  readonly evidence: Chain & Pick<AttesterEvidence, "report">;
  readonly line: string;
  /** At the key service. */
  readonly path: string;
}

/** Of two lists of the same second, the one that revokes counts. */
function isSuperseded(list: Kept, fault: ReasonCode | null, by: Kept | undefined): boolean {
  if (!by || list.thisUpdateMs > by.thisUpdateMs) return false;
  if (list.thisUpdateMs < by.thisUpdateMs) return true;
  return fault === null && !equalBytes(list.crl, by.crl);
}

const revoked = (): AttestationError =>
  new AttestationError(
    "AMD has revoked this processor's certificates, so no client accepts the worker; have the host's firmware updated.",
  );

const noList = (): AttestationError =>
  new AttestationError(
    "There is no current revocation list, and COCOON_KDS is off; put AMD's crl.der into the folder COCOON_CERTIFICATES.",
  );
