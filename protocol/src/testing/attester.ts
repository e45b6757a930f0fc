import type { Attester, AttesterEvidence } from "../attestation/attester.ts";
import { hwidBytes, SPL, VEK_OID } from "../attestation/binding.ts";
import { TAG } from "../attestation/der.ts";
import type { Tcb } from "../attestation/tcb.ts";
import { extension, mintCertificate } from "./certificates.ts";
import { der, ia5String, integer } from "./der-writer.ts";
import { chipOf, healthyMachine, type SimulatedMachine, type SimulatedProduct } from "./machine.ts";
import { importAskKey, type SimulatedPki } from "./pki.ts";
import { writeReport } from "./report-writer.ts";

/** A chip's certificate and the key behind it. */
interface SimulatedChip {
  readonly vek: Uint8Array;
  readonly key: CryptoKey;
}

/**
 * SIMULATED firmware: it signs whatever it is asked to, in reports of a machine that does not exist. The chip follows
 * from the worker's name; its key is new in each process, as AMD's is with each firmware level.
 */
export class SimulatedAttester implements Attester {
  readonly #pki: SimulatedPki;
  readonly #machine: SimulatedMachine;
  readonly #chipId: Uint8Array;
  readonly #reportId = crypto.getRandomValues(new Uint8Array(32));
  #chip: Promise<SimulatedChip> | null = null;

  /** @param deviations what the machine states otherwise than a healthy one */
  constructor(pki: SimulatedPki, workerName: string, deviations: Partial<SimulatedMachine> = {}) {
    this.#pki = pki;
    this.#machine = { ...healthyMachine(pki.product), ...deviations };
    this.#chipId = chipIdOf(pki.product, workerName);
  }

  async report(reportData: Uint8Array): Promise<AttesterEvidence> {
    this.#chip ??= mintChip(this.#pki, this.#machine.tcb, this.#chipId);
    const { vek, key } = await this.#chip;
    const { product, ask, ark, crl } = this.#pki;
    const fields = {
      product,
      machine: this.#machine,
      chipId: this.#chipId,
      reportId: this.#reportId,
      reportData,
    };
    return { report: await writeReport(fields, key), vek, ask, ark, crl };
  }
}

/** Turin's chips are named by eight bytes, the rest of CHIP_ID is zero. */
function chipIdOf(product: SimulatedProduct, workerName: string): Uint8Array {
  const chipId = chipOf(workerName);
  return chipId.fill(0, hwidBytes(product));
}

async function mintChip(pki: SimulatedPki, tcb: Tcb, chipId: Uint8Array): Promise<SimulatedChip> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-384" },
    false,
    ["sign", "verify"],
  );
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  const { product } = pki;
  const vek = await mintCertificate(
    {
      serial: 0,
      issuer: `SEV-${product}`,
      subject: "SEV-VCEK",
      spki,
      extensions: vekExtensions(product, tcb, chipId),
    },
    await importAskKey(pki),
  );
  return { vek, key: privateKey };
}

const vekExtensions = (product: SimulatedProduct, tcb: Tcb, chipId: Uint8Array): readonly Uint8Array[] => [
  extension(VEK_OID.structVersion, integer(product === "Turin" ? 1 : 0)),
  extension(VEK_OID.productName, ia5String(product)),
  extension(VEK_OID.spl(SPL.bootloader), integer(tcb.bootloader)),
  extension(VEK_OID.spl(SPL.tee), integer(tcb.tee)),
  extension(VEK_OID.spl(SPL.snp), integer(tcb.snp)),
  extension(VEK_OID.spl(SPL.microcode), integer(tcb.microcode)),
  ...(product === "Turin" ? [extension(VEK_OID.spl(SPL.fmc), integer(tcb.fmc))] : []),
  extension(VEK_OID.hwid, der(TAG.octetString, chipId.subarray(0, hwidBytes(product)))),
];
