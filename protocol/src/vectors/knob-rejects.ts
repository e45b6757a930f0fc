import type { AppraisalPolicy, ReasonCode } from "../attestation/index.ts";

interface KnobReject {
  readonly name: string;
  readonly codes: readonly ReasonCode[];
  readonly policy: Partial<AppraisalPolicy>;
}

const HIGHEST = { fmc: 255, bootloader: 255, tee: 255, snp: 255, microcode: 255 };

/** One reject for each field of a policy that the accepted bundle can fail alone (SPEC 3.8, 3.11). */
export const KNOB_REJECTS: readonly KnobReject[] = [
  { name: "no shared core of the guest's", codes: ["guest_smt_allowed"], policy: { guestSmt: "forbid" } },
  { name: "no shared core at all", codes: ["platform_smt_enabled"], policy: { platformSmt: "forbid" } },
  {
    name: "a newer firmware interface",
    codes: ["guest_abi_too_low"],
    policy: { minGuestAbi: { major: 255, minor: 0 } },
  },
  {
    name: "newer firmware",
    codes: ["firmware_too_low"],
    policy: { minFirmware: [{ product: "Genoa", major: 255, minor: 0, build: 0 }] },
  },
  { name: "no firmware of this line", codes: ["firmware_too_low"], policy: { minFirmware: [] } },
  {
    name: "higher levels",
    codes: ["tcb_too_low_reported", "tcb_too_low_current", "tcb_too_low_committed", "tcb_too_low_launch"],
    policy: { minTcb: [{ product: "Genoa", models: "any", tcb: HIGHEST }] },
  },
  {
    name: "a baseline for another line only",
    codes: ["no_tcb_baseline"],
    policy: { minTcb: [{ product: "Turin", models: "any", tcb: HIGHEST }] },
  },
  {
    name: "a mitigation that is not there",
    codes: ["mitigation_missing"],
    policy: { launchMitigations: "8000000000000000" },
  },
  { name: "no privilege level", codes: ["vmpl_not_allowed"], policy: { vmpl: [] } },
  { name: "another privilege level", codes: ["vmpl_not_allowed"], policy: { vmpl: [1, 2, 3] } },
  { name: "another line", codes: ["product_not_allowed"], policy: { products: ["Turin"] } },
  { name: "no line", codes: ["product_not_allowed"], policy: { products: [] } },
  { name: "no chip", codes: ["chip_not_allowed"], policy: { chipIds: [] } },
  { name: "a provider by name", codes: ["csp_not_allowed"], policy: { cspIds: ["provider"] } },
  { name: "other host data", codes: ["host_data_mismatch"], policy: { hostData: "11".repeat(32) } },
  { name: "a signed image", codes: ["id_key_not_trusted"], policy: { idKeyDigests: ["22".repeat(48)] } },
  {
    name: "an image of a known author",
    codes: ["author_key_not_trusted"],
    policy: { authorKeyDigests: ["00".repeat(48)] },
  },
  { name: "a later image", codes: ["guest_svn_too_low"], policy: { minGuestSvn: 0xffff_ffff } },
  {
    name: "reference values, and none are there",
    codes: ["reference_values_missing"],
    policy: {
      referenceValues: { manifestKey: "33".repeat(32), witnessKey: "44".repeat(32), witnessMaxAgeMs: 0 },
    },
  },
];
