import type { Check } from "@cocoon/protocol/attestation";
import type { CheckId } from "../../port.ts";

/** The check that a person knows, by the verifier's group; {@link OF_CODE} has those that stand elsewhere. */
const OF_GROUP: Readonly<Record<Check["group"], CheckId>> = {
  form: "hardware",
  chain: "hardware",
  revocation: "hardware",
  binding: "hardware",
  signature: "hardware",
  freshness: "freshness",
  policy: "settings",
  reference: "image",
  gpu: "gpu",
};

const of = (id: CheckId, codes: readonly string[]): [string, CheckId][] => codes.map((code) => [code, id]);

const OF_CODE: ReadonlyMap<string, CheckId> = new Map([
  ...of("hardware", [
    "report_version_too_low",
    "product_not_allowed",
    "signing_key_not_allowed",
    "chip_identity_missing",
    "chip_not_allowed",
    "csp_not_allowed",
    "no_chip_identity",
  ]),
  ...of("firmware", [
    "firmware_too_low",
    "provisional_firmware",
    "no_tcb_baseline",
    "tcb_too_low_reported",
    "tcb_too_low_current",
    "tcb_too_low_committed",
    "tcb_too_low_launch",
    "tcb_reported_above_current",
    "mitigation_missing",
    "alias_check_missing",
  ]),
  ...of("image", ["id_key_not_trusted", "author_key_not_trusted", "guest_svn_too_low"]),
  ...of("key", [
    "key_material_malformed",
    "report_data_mismatch",
    "key_not_yet_valid",
    "key_life_too_long",
    "key_expired",
    "key_mismatch",
  ]),
  ...of("freshness", ["live_check_differs"]),
  ...of("model", ["model_not_listed", "offer_not_attested"]),
]);

/** Of a check that the verifier made. */
export const checkOf = ({ group, code }: Pick<Check, "group" | "code">): CheckId =>
  OF_CODE.get(code) ?? OF_GROUP[group];

/** Of a refusal for what is outside the evidence: its place in the list, unless it is about something that has its own check. */
export const checkOfRefusal = (code: string): CheckId => OF_CODE.get(code) ?? "listed";
