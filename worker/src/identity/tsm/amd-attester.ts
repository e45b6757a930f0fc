import type { Attester, AttesterEvidence } from "@cocoon/protocol/attestation";
import type { Endorser } from "../kds/endorser.ts";
import { parseCertificateTable } from "./certificate-table.ts";
import type { TsmReports } from "./report-directory.ts";

/** The processor's firmware, with AMD's certificates for what it signs. */
export class AmdAttester implements Attester {
  readonly #reports: TsmReports;
  readonly #endorser: Endorser;

  constructor(reports: TsmReports, endorser: Endorser) {
    this.#reports = reports;
    this.#endorser = endorser;
  }

  /** Whether this machine can attest itself at all, before anything costly is begun. @throws AttestationError */
  async prepare(): Promise<void> {
    await this.#reports.prepare();
    await this.report(crypto.getRandomValues(new Uint8Array(64)));
  }

  /** @throws AttestationError */
  async report(reportData: Uint8Array): Promise<AttesterEvidence> {
    const { outblob, auxblob } = await this.#reports.request(reportData);
    return this.#endorser.endorse(outblob, parseCertificateTable(auxblob));
  }
}
