import { toHex } from "../bytes/index.ts";
import { areCurrent } from "../reference-values/age.ts";
import type { ApprovedImage, ReferenceClass, VerifiedReferenceValues } from "../reference-values/index.ts";
import type { RootClass } from "./amd-roots.ts";
import type { AttestedModel } from "./key-material.ts";
import type { AppraisalPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";
import type { VerifiedReport } from "./verify-evidence.ts";

interface Given {
  readonly policy: AppraisalPolicy;
  readonly referenceValues: VerifiedReferenceValues | null;
  readonly nowMs: number;
}

/** Whose reports a manifest can speak of: a simulated one approves nothing on real hardware, nor the other way round. */
const ROOT_OF: Readonly<Record<ReferenceClass, RootClass>> = { production: "amd", simulated: "simulated" };

/** The values that count for this report: of the policy's own keys, current, and of its root's class (SPEC 10.5). */
export function currentValues(
  { rootClass }: VerifiedReport,
  { policy: { referenceValues: wanted }, referenceValues: values, nowMs }: Given,
): VerifiedReferenceValues | null {
  if (wanted === "none" || values === null) return null;
  const { manifestKey, witnessKey } = values.keys;
  const ours = manifestKey === wanted.manifestKey && witnessKey === wanted.witnessKey;
  const good =
    ours && areCurrent(values, wanted.witnessMaxAgeMs, nowMs) && ROOT_OF[values.class] === rootClass;
  return good ? values : null;
}

/** The policy's own list, and the report's digest when the reference values approve it. */
export function approvedMeasurements(
  verified: VerifiedReport,
  given: Given,
): AppraisalPolicy["measurements"] {
  const { measurements } = given.policy;
  const digest = toHex(verified.report.measurement);
  const approved = currentValues(verified, given)?.imageOf(digest) ?? null;
  return measurements === "any" || approved === null ? measurements : [...measurements, digest];
}

/** A policy that names keys accepts nobody without values: the list alone does not say which models are good. */
export const missingValues = (verified: VerifiedReport, given: Given): readonly ReasonCode[] =>
  given.policy.referenceValues === "none" || currentValues(verified, given) !== null
    ? []
    : ["reference_values_missing"];

/** What a node's image and models are by the reference values; without any, nothing is known of the one or held against the other. */
export const imageFields = (
  values: VerifiedReferenceValues | null,
  measurement: string,
  models: readonly AttestedModel[],
): { readonly image: ApprovedImage | null; readonly unlistedModels: readonly AttestedModel[] } => ({
  image: values?.imageOf(measurement) ?? null,
  unlistedModels: values === null ? [] : models.filter(({ manifest }) => !values.listsModel(manifest)),
});
