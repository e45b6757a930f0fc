import { MalformedError } from "@cocoon/protocol/bytes";
import type { Log } from "../../log.ts";
import { AttestationError } from "../attestation-error.ts";
import { parsePem } from "../pem.ts";
import { claimsAreEqual, type EndorsementClaim, lineOf } from "./claim.ts";
import type { Kds } from "./kds.ts";
import { KdsError } from "./kds-error.ts";
import { LIMIT_BYTES, type Offered } from "./offered.ts";
import { chainPath, vcekPath } from "./paths.ts";
import type { Verdict } from "./verdict.ts";

const CHAIN_LIMIT_BYTES = 32 * 1024;
const PATIENCE_MS = 2 * 60_000;

export interface Chain {
  readonly vek: Uint8Array;
  readonly ask: Uint8Array;
  readonly ark: Uint8Array;
}

export interface ChainSourceDeps {
  /** Null when AMD is not to be asked. */
  readonly kds: Kds | null;
  readonly verdict: Verdict;
  readonly log: Log;
}

/**
 * The certificates behind a report. Those that were good for the last one are kept until the chip reports another
 * firmware level; then come the host's and the folder's, if they verify, and then AMD's key service.
 */
export class ChainSource {
  readonly #deps: ChainSourceDeps;
  #kept: { readonly claim: EndorsementClaim; readonly chain: Chain } | null = null;

  constructor(deps: ChainSourceDeps) {
    this.#deps = deps;
  }

  /** @throws AttestationError, KdsError */
  async chainFor(report: Uint8Array, claim: EndorsementClaim, offers: readonly Offered[]): Promise<Chain> {
    const kept = this.#kept;
    if (kept && claimsAreEqual(kept.claim, claim) && (await this.#fault(report, kept.chain)) === null)
      return kept.chain;
    const offered = await this.#offered(report, claim, offers);
    const chain = offered ?? (await this.#fetched(report, claim));
    this.#kept = { claim, chain };
    this.#deps.log("info", "endorsed", { line: lineOf(claim), by: offered ? "host or folder" : "kds" });
    return chain;
  }

  #fault(report: Uint8Array, chain: Chain) {
    return this.#deps.verdict({ report, ...chain, crl: new Uint8Array() }, "unknown");
  }

  async #offered(report: Uint8Array, claim: EndorsementClaim, offers: readonly Offered[]) {
    const { kds, log } = this.#deps;
    for (const { vek, ask, ark } of offers) {
      if (!vek) continue;
      const authorities = ask && ark ? { ask, ark } : kds && (await this.#authorities(kds, claim));
      if (!authorities) continue;
      const chain = { vek, ...authorities };
      const fault = await this.#fault(report, chain);
      if (fault === null) return chain;
      log("warn", "offered_certificates_refused", { reason: fault });
    }
    return null;
  }

  async #fetched(report: Uint8Array, claim: EndorsementClaim): Promise<Chain> {
    const { kds } = this.#deps;
    if (!kds || claim.signingKey === "VLEK") throw noneOffered(claim, kds !== null);
    const path = vcekPath(claim);
    const authorities = await this.#authorities(kds, claim);
    return kds.get({
      path,
      limitBytes: LIMIT_BYTES.vek,
      patienceMs: PATIENCE_MS,
      read: async (vek) => {
        const fault = await this.#fault(report, { vek, ...authorities });
        if (fault !== null) throw new KdsError("unusable", { detail: fault });
        return { vek, ...authorities };
      },
    });
  }

  /** ASK and ARK; of what is kept after they have verified with a report, they outlive its firmware level. */
  async #authorities(kds: Kds, claim: EndorsementClaim): Promise<Omit<Chain, "vek">> {
    const kept = this.#kept;
    if (kept && lineOf(kept.claim) === lineOf(claim)) return { ask: kept.chain.ask, ark: kept.chain.ark };
    return kds.get({
      path: chainPath(claim),
      limitBytes: CHAIN_LIMIT_BYTES,
      patienceMs: PATIENCE_MS,
      read: authoritiesIn,
    });
  }
}

function authoritiesIn(pem: Uint8Array): Omit<Chain, "vek"> {
  try {
    const [ask, ark] = parsePem(pem, 2);
    if (ask && ark) return { ask, ark };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw new KdsError("unusable", { detail: "not two certificates" });
}

function noneOffered({ signingKey }: EndorsementClaim, kdsIsOn: boolean): AttestationError {
  const why = kdsIsOn ? "AMD gives it to the cloud provider only" : "COCOON_KDS is off";
  return new AttestationError(
    `The host passes no ${signingKey} certificate that verifies, and ${why}; have the host pass it, or put vek.der, ask.der and ark.der into the folder COCOON_CERTIFICATES.`,
  );
}
