import type { AttesterEvidence, RootPin } from "@cocoon/protocol/attestation";
import { AttestationError } from "../attestation-error.ts";
import type { CertificateTable } from "../tsm/certificate-table.ts";
import { ChainSource } from "./chain-source.ts";
import { claimOf } from "./claim.ts";
import { KdsError } from "./kds-error.ts";
import { offeredByFolder, offeredByHost } from "./offered.ts";
import { RevocationSource, type RevocationSourceDeps } from "./revocation-source.ts";
import { verdictUnder } from "./verdict.ts";

export interface EndorserOptions extends Omit<RevocationSourceDeps, "verdict"> {
  readonly roots: readonly RootPin[];
  /** With DER files of AMD's, or null. */
  readonly folder: string | null;
}

/**
 * Puts AMD's certificates and revocation list beside a report, since a client can't fetch them itself. Everything that
 * it returns has been verified with the very report, by the clients' own code.
 */
export class Endorser {
  readonly #folder: string | null;
  readonly #chains: ChainSource;
  readonly #lists: RevocationSource;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ roots, folder, ...others }: EndorserOptions) {
    const deps = { ...others, verdict: verdictUnder(roots, others.clock) };
    this.#folder = folder;
    this.#chains = new ChainSource(deps);
    this.#lists = new RevocationSource(deps);
  }

  /** One report after another, so that what one fetches serves all. @throws AttestationError */
  endorse(report: Uint8Array, table: CertificateTable): Promise<AttesterEvidence> {
    const turn = this.#turn.then(() => this.#endorse(report, table));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #endorse(report: Uint8Array, table: CertificateTable): Promise<AttesterEvidence> {
    const claim = claimOf(report);
    const host = offeredByHost(table, claim.signingKey);
    const folder = await offeredByFolder(this.#folder);
    try {
      const chain = await this.#chains.chainFor(report, claim, [{ ...folder, ...host }, folder]);
      const crl = await this.#lists.listFor({ report, ...chain }, claim, [folder, host]);
      return { report, ...chain, crl };
    } catch (error) {
      if (error instanceof KdsError) throw noAnswer(error);
      throw error;
    }
  }
}

const noAnswer = ({ message }: KdsError): AttestationError =>
  new AttestationError(
    `AMD's key service gives no certificates for this chip, because ${message}; check COCOON_KDS and this machine's network, or put vek.der, ask.der, ark.der and crl.der into the folder COCOON_CERTIFICATES.`,
  );
