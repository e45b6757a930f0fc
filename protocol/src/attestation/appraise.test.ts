import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/index.ts";
import type { EvidenceVectors } from "../vectors/evidence-vectors.ts";
import { appraise, chipIdentity } from "./appraise.ts";
import { type AppraisalPolicy, type AttestationReport, parseEvidenceBundle, parseReport } from "./index.ts";
import type { ReasonCode } from "./reasons.ts";

const OWN = fileURLToPath(new URL("../../vectors/evidence.json", import.meta.url));
const { accept, policy } = JSON.parse(readFileSync(OWN, "utf8")) as EvidenceVectors;
const healthy = parseReport(parseEvidenceBundle(fromHex(accept[0]?.bundle ?? "")).report);
const { policy: guest, platform, tcb } = healthy;

const codes = (
  changes: Partial<AttestationReport>,
  rules: Partial<AppraisalPolicy>,
): readonly ReasonCode[] => {
  const report = { ...healthy, ...changes };
  const verified = { report, product: "Genoa", rootClass: "simulated", cspId: null } as const;
  return appraise(verified, { ...policy, ...rules }, report.reportData);
};

const OLD = { major: 1, minor: 0, build: 0 };
const HIGH = { fmc: 0, bootloader: 10, tee: 0, snp: 28, microcode: 84 };
const OTHER = "11".repeat(32);
const whole = (level: typeof HIGH) => ({ product: "Genoa", models: "any", tcb: level }) as const;

type Broken = readonly [
  field: keyof AppraisalPolicy,
  code: ReasonCode,
  changes: Partial<AttestationReport>,
  demand?: Partial<AppraisalPolicy>,
];

/** What breaks each demand: of the report, and of the policy where the development one does not make it. */
const BROKEN: readonly Broken[] = [
  ["debug", "debug_allowed", { policy: { ...guest, debug: true } }],
  ["migrationAgentAllowed", "migration_agent_allowed", { policy: { ...guest, migrationAgent: true } }],
  ["migrationAgentBound", "migration_agent_bound", { reportIdMa: new Uint8Array(32) }],
  ["cxl", "cxl_allowed", { policy: { ...guest, cxl: true } }],
  ["guestSmt", "guest_smt_allowed", { policy: { ...guest, smt: true } }, { guestSmt: "forbid" }],
  [
    "platformSmt",
    "platform_smt_enabled",
    { platform: { ...platform, smt: true } },
    { platformSmt: "forbid" },
  ],
  ["minGuestAbi", "guest_abi_too_low", {}, { minGuestAbi: { major: 255, minor: 0 } }],
  ["minReportVersion", "report_version_too_low", { version: 2 }, { minReportVersion: 3 }],
  ["minFirmware", "firmware_too_low", { currentFirmware: OLD, committedFirmware: OLD }],
  [
    "provisionalFirmware",
    "provisional_firmware",
    { committedFirmware: { ...healthy.currentFirmware, build: 255 } },
  ],
  ["minTcb", "no_tcb_baseline", {}, { minTcb: [] }],
  [
    "launchMitigations",
    "mitigation_missing",
    { launchMitigations: null },
    { launchMitigations: "0000000000000001" },
  ],
  ["aliasCheck", "alias_check_missing", { platform: { ...platform, aliasCheckComplete: false } }],
  [
    "ciphertextHiding",
    "ciphertext_hiding_off",
    { platform: { ...platform, ciphertextHiding: false } },
    { ciphertextHiding: "require" },
  ],
  ["tio", "tio_enabled", { platform: { ...platform, tio: true } }],
  ["unknownPlatformBits", "platform_unknown_bits", { platform: { ...platform, unknownBits: true } }],
  ["vmpl", "vmpl_not_allowed", { vmpl: 1 }],
  ["products", "product_not_allowed", {}, { products: ["Turin"] }],
  ["signingKeys", "signing_key_not_allowed", {}, { signingKeys: ["VLEK"] }],
  ["chipIdentity", "chip_identity_missing", { chipId: new Uint8Array(64) }],
  ["measurements", "measurement_not_approved", { measurement: new Uint8Array(48) }],
  ["hostData", "host_data_mismatch", {}, { hostData: OTHER }],
  ["idKeyDigests", "id_key_not_trusted", {}, { idKeyDigests: ["11".repeat(48)] }],
  ["authorKeyDigests", "author_key_not_trusted", {}, { authorKeyDigests: [toHex(healthy.authorKeyDigest)] }],
  ["minGuestSvn", "guest_svn_too_low", {}, { minGuestSvn: healthy.guestSvn + 1 }],
  ["chipIds", "chip_not_allowed", {}, { chipIds: ["11".repeat(64)] }],
  ["cspIds", "csp_not_allowed", {}, { cspIds: ["cloud"] }],
];

it("finds nothing in a healthy report, and a report that was made for something else", () => {
  expect(codes({}, {})).toEqual([]);
  const verified = { report: healthy, product: "Genoa", rootClass: "simulated", cspId: null } as const;
  expect(appraise(verified, policy, new Uint8Array(64))).toEqual(["report_data_mismatch"]);
});

describe("a demand", () => {
  const broken = BROKEN.map(([field, code, changes, demand]) => ({ field, code, changes, demand }));

  it.each(broken)("of $field that is broken is $code, and nothing where the policy takes any", (given) => {
    const { field, code, changes, demand } = given;
    expect(codes(changes, { ...demand })).toEqual([code]);
    expect(codes(changes, { ...demand, [field]: "any" })).toEqual([]);
  });
});

describe("a minimum", () => {
  it("of the guest's interface is reached by the very one, by a later minor and by a later major", () => {
    const reached = (abiMajor: number, abiMinor: number) =>
      codes({ policy: { ...guest, abiMajor, abiMinor } }, { minGuestAbi: { major: 1, minor: 5 } });
    for (const [major, minor] of [
      [1, 5],
      [1, 6],
      [2, 0],
    ] as const)
      expect(reached(major, minor)).toEqual([]);
    for (const [major, minor] of [
      [1, 4],
      [0, 9],
    ] as const)
      expect(reached(major, minor)).toEqual(["guest_abi_too_low"]);
  });

  it("of the firmware has to be reached by what runs and by what is committed", () => {
    const any = { provisionalFirmware: "any" } as const;
    expect(codes({ currentFirmware: OLD }, any)).toEqual(["firmware_too_low"]);
    expect(codes({ committedFirmware: OLD }, any)).toEqual(["firmware_too_low"]);
  });

  it("of the levels for a range of models counts for these alone, first before the line's own", () => {
    const model = healthy.cpuId?.model as number;
    const range = (from: number, to: number, cpuId = healthy.cpuId) => {
      const own = { product: "Genoa", models: { from, to }, tcb: HIGH } as const;
      return codes({ cpuId }, { minTcb: [whole({ ...HIGH, snp: 0 }), own] });
    };
    const tooLow = ["reported", "current", "committed", "launch"].map((level) => `tcb_too_low_${level}`);
    expect(range(model, model)).toEqual(tooLow);
    expect(range(0, 255)).toEqual(tooLow);
    expect(range(model + 1, 255)).toEqual([]);
    expect(range(0, model - 1)).toEqual([]);
    expect(range(0, 255, null)).toEqual([]);
  });

  it("of the levels is of the line by its root, and holds for each of the four", () => {
    const low = new Uint8Array(tcb.launch);
    low[6] = 0;
    expect(codes({ tcb: { ...tcb, launch: low } }, {})).toEqual(["tcb_too_low_launch"]);
    const turin = [{ ...whole(HIGH), product: "Turin" } as const];
    expect(codes({}, { minTcb: turin })).toEqual(["no_tcb_baseline"]);
  });
});

it("knows a chip by the report's own word, under the chip's own key alone", () => {
  expect(chipIdentity(healthy)).toBe(toHex(healthy.chipId));
  expect(chipIdentity({ ...healthy, chipId: new Uint8Array(64) })).toBeNull();
  expect(chipIdentity({ ...healthy, signingKey: "VLEK" })).toBeNull();
});
