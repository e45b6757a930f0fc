import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Attester, AttesterEvidence } from "@cocoon/protocol/attestation";
import { AttestationError } from "../attestation-error.ts";
import { parseCertificateTable } from "./certificate-table.ts";
import { codeOf } from "./files.ts";
import type { TsmReports } from "./report-directory.ts";

type CertificateName = "vek" | "ask" | "ark" | "crl";
type Certificates = Partial<Record<CertificateName, Uint8Array>>;

/** SPEC 3.2: the most a verifier takes. */
const LIMIT_BYTES: Readonly<Record<CertificateName, number>> = {
  vek: 4096,
  ask: 4096,
  ark: 4096,
  crl: 65_536,
};

const HOW = "the host passes none, so put AMD's DER file of that name into the folder COCOON_CERTIFICATES";

/**
 * The processor's firmware. Certificates come from the host with the report, else from a folder with `vek.der`,
 * `ask.der`, `ark.der` and `crl.der`; none is trusted here, for every client checks the chain itself.
 */
export class AmdAttester implements Attester {
  readonly #reports: TsmReports;
  readonly #folder: string | null;

  constructor(reports: TsmReports, certificateFolder: string | null) {
    this.#reports = reports;
    this.#folder = certificateFolder;
  }

  /** @throws AttestationError */
  async report(reportData: Uint8Array): Promise<AttesterEvidence> {
    const { outblob, auxblob } = await this.#reports.request(reportData);
    const { vcek, vlek, ...others } = parseCertificateTable(auxblob);
    const leaf = vcek ?? vlek;
    const table = leaf ? { vek: leaf, ...others } : others;
    const [vek, ask, ark, crl] = await Promise.all([
      this.#required("vek", table),
      this.#required("ask", table),
      this.#required("ark", table),
      this.#find("crl", table),
    ]);
    return { report: outblob, vek, ask, ark, crl: crl ?? new Uint8Array() };
  }

  async #required(name: CertificateName, table: Certificates): Promise<Uint8Array> {
    const certificate = await this.#find(name, table);
    if (!certificate) throw new AttestationError(`The certificate ${name}.der is missing: ${HOW}.`);
    return certificate;
  }

  async #find(name: CertificateName, table: Certificates): Promise<Uint8Array | null> {
    const certificate = table[name] ?? (await this.#fromFolder(name));
    if (certificate && certificate.length > LIMIT_BYTES[name])
      throw new AttestationError(`The certificate ${name}.der is larger than ${LIMIT_BYTES[name]} bytes.`);
    return certificate;
  }

  async #fromFolder(name: CertificateName): Promise<Uint8Array | null> {
    if (this.#folder === null) return null;
    try {
      return new Uint8Array(await readFile(join(this.#folder, `${name}.der`)));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw new AttestationError(`The certificate ${name}.der in COCOON_CERTIFICATES can't be read.`);
    }
  }
}
