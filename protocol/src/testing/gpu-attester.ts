import { TAG } from "../attestation/der.ts";
import { OID } from "../attestation/certificate.ts";
import type { GpuEvidence } from "../attestation/index.ts";
import { authorityExtensions, extension, mintCertificate } from "./certificates.ts";
import { der, integer, oid, sequence } from "./der-writer.ts";
import { healthyGpu, SIMULATED_FWID, type SimulatedDevice } from "./gpu-machine.ts";
import {
  type MintedKey,
  mintKey,
  NOT_NVIDIA,
  P384,
  PROVISIONER_NAME,
  type SimulatedGpuPki,
} from "./gpu-pki.ts";
import { writeGpuReport } from "./gpu-report-writer.ts";

/** A device's own two certificates and the key of the first. */
interface MintedDevice {
  readonly key: CryptoKey;
  readonly chain: readonly Uint8Array[];
}

const SHA384_OID = "608648016503040202";

/**
 * SIMULATED GPUs: they sign whatever they are asked to, in reports of devices that do not exist. Their keys are new in each
 * process.
 */
export class SimulatedGpus {
  readonly #pki: SimulatedGpuPki;
  readonly #devices: readonly SimulatedDevice[];
  #minted: Promise<readonly MintedDevice[]> | null = null;

  /** @param deviations what each device states otherwise than a healthy GPU; one healthy GPU by default */
  constructor(pki: SimulatedGpuPki, deviations: readonly Partial<SimulatedDevice>[] = [{}]) {
    this.#pki = pki;
    this.#devices = deviations.map((given) => ({ ...healthyGpu(), ...given }));
  }

  /** Has every device attest itself. @param nonce 32 bytes that each report answers */
  async evidence(nonce: Uint8Array): Promise<readonly GpuEvidence[]> {
    this.#minted ??= Promise.all(
      this.#devices.map(({ architecture }) => mintDevice(this.#pki, architecture)),
    );
    const minted = await this.#minted;
    return Promise.all(
      this.#devices.map(async (device, i) => {
        const { key, chain } = minted[i] as MintedDevice;
        return { report: await writeGpuReport(device, nonce, key), chain };
      }),
    );
  }
}

async function mintDevice(pki: SimulatedGpuPki, architecture: string): Promise<MintedDevice> {
  const [leaf, brom] = await Promise.all([mintKey(), mintKey()]);
  const provisioner = await crypto.subtle.importKey("pkcs8", pki.provisionerKey.reveal(), P384, false, [
    "sign",
  ]);
  const [leafName, bromName] = ["GSP FMC LF", "GSP BROM"].map((part) => `${architecture} A01 ${part}`) as [
    string,
    string,
  ];
  const mint = (issuer: string, subject: string, spki: Uint8Array, extensions: readonly Uint8Array[]) => ({
    serial: 1,
    organization: NOT_NVIDIA,
    issuer,
    subject,
    spki,
    extensions,
  });
  const certificates = await Promise.all([
    mintCertificate(mint(bromName, leafName, leaf.spki, leafExtensions(leaf)), brom.privateKey),
    mintCertificate(mint(PROVISIONER_NAME, bromName, brom.spki, authorityExtensions("root")), provisioner),
  ]);
  return { key: leaf.privateKey, chain: [...certificates, ...pki.authorities] };
}

/** As Hopper's: it may sign data only, and is for one firmware. */
const leafExtensions = ({ spki }: MintedKey): readonly Uint8Array[] => [
  extension(OID.keyUsage, der(TAG.bitString, new Uint8Array([7, 0x80])), true),
  extension(
    OID.diceCompositeId,
    sequence(integer(1), spki, sequence(oid(SHA384_OID), der(TAG.octetString, SIMULATED_FWID))),
  ),
];
