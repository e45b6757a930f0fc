import {
  type AppraisalPolicy,
  decodeTcb,
  KEY_SUITE,
  parseEvidenceBundle,
  parseKeyMaterial,
  type Tcb,
  type VerifiedNode,
  type VerifiedReport,
  type VerifyNodeInput,
} from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import type { CheckId, CheckLine } from "../../port.ts";

type Facts = CheckLine["facts"];
export type FactsOf = Readonly<Partial<Record<CheckId, Facts>>>;

const yes = (value: boolean): string => (value ? "on" : "off");
const date = (ms: number): string => new Date(ms).toISOString();

/** What hardware under a pinned root has signed: true, whether it suffices or not. Names are those of the standards. */
export function reportFacts({ report, product, rootClass }: VerifiedReport, input: VerifyNodeInput): FactsOf {
  const { policy: guest, platform, signingKey, currentFirmware: firmware } = report;
  const chip = report.chipId.some((byte) => byte !== 0) ? toHex(report.chipId) : "not named";
  return {
    hardware: [
      ["Processor", `AMD EPYC ${product}`],
      ["Chip", chip],
      ["Signed by", `${signingKey}, ECDSA P-384`],
      ["Chain", chainText(product, signingKey)],
      ["Root", rootClass === "simulated" ? "SIMULATED" : "AMD"],
      ["Report", `version ${report.version}`],
    ],
    firmware: [
      ["Firmware", `${firmware.major}.${firmware.minor}.${firmware.build}`],
      ["TCB", tcbText(product, decodeTcb(product, report.tcb.reported))],
      ...requiredTcb({ report, product }, input.policy),
      ["Alias check", yes(platform.aliasCheckComplete)],
    ],
    settings: [
      ["Debug", yes(guest.debug)],
      ["Migration agent", yes(guest.migrationAgent)],
      ["VMPL", String(report.vmpl)],
      ["SMT", `guest ${yes(guest.smt)}, platform ${yes(platform.smt)}`],
      ["Ciphertext hiding", yes(platform.ciphertextHiding)],
      ["Guest ABI", `${guest.abiMajor}.${guest.abiMinor}`],
    ],
    image: [["Measurement", toHex(report.measurement)], ...referenceFacts(input)],
  };
}

/** What evidence of its form says of the key; only shown where the report vouches for it. */
export function keyFacts({ bundle, expectedNonce }: VerifyNodeInput): FactsOf {
  const { keyMaterial, freshness } = parseEvidenceBundle(bundle);
  const { createdMs, expiresMs, beacon, models } = parseKeyMaterial(keyMaterial);
  const age: Facts = expectedNonce
    ? [["Nonce", toHex(expectedNonce)]]
    : [["Beacon", `${beacon.source}, masterchain block ${beacon.seqno}`]];
  return {
    key: [
      ["Suite", `X-Wing, HKDF-SHA256, AES-256-GCM (${KEY_SUITE})`],
      ["Made", date(createdMs)],
      ["Expires", date(expiresMs)],
    ],
    freshness: [["Mode", freshness.mode], ...age],
    model: models.flatMap(
      ({ id, manifest }): Facts => [
        ["Model", id],
        ["Manifest", manifest],
      ],
    ),
  };
}

export const gpuFacts = ({ gpus }: VerifiedNode): Facts =>
  gpus.flatMap(
    ({ architecture, driver, vbios, rootClass }): Facts => [
      ["GPU", `NVIDIA ${architecture}, confidential mode`],
      ["Driver", driver],
      ["VBIOS", vbios],
      ["Root", rootClass === "simulated" ? "SIMULATED" : "NVIDIA"],
    ],
  );

const chainText = (product: string, signingKey: string): string =>
  `ARK-${product} → ${signingKey === "VLEK" ? "SEV-VLEK" : "SEV"}-${product} → ${signingKey}`;

const tcbText = (product: string, { fmc, bootloader, tee, snp, microcode }: Tcb): string =>
  `${product === "Turin" ? `fmc ${fmc} · ` : ""}bl ${bootloader} · tee ${tee} · snp ${snp} · ucode ${microcode}`;

/** The policy's floor for just this processor; the narrowest entry counts, as in the appraisal. */
function requiredTcb(
  { report, product }: Pick<VerifiedReport, "report" | "product">,
  { minTcb }: AppraisalPolicy,
): Facts {
  if (minTcb === "any") return [];
  const model = report.cpuId?.model;
  const ofProduct = minTcb.filter((entry) => entry.product === product);
  const floor =
    ofProduct.find(
      ({ models }) => models !== "any" && model !== undefined && model >= models.from && model <= models.to,
    ) ?? ofProduct.find(({ models }) => models === "any");
  return floor ? [["Required", tcbText(product, floor.tcb)]] : [];
}

function referenceFacts({ referenceValues, policy }: VerifyNodeInput): Facts {
  if (referenceValues === null) return [["Approved by", `the policy ${policy.name}`]];
  const { issuer, version, witnessedMs } = referenceValues;
  return [
    ["Reference values", `version ${version} of ${issuer}`],
    ["Newest as of", date(witnessedMs)],
  ];
}
