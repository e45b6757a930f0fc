import * as v from "valibot";
import { count, hexText, millis, parseStrictJson, shortText } from "../api/index.ts";
import { MalformedError } from "../bytes/index.ts";
// The file and not the folder: a bundle that only appraises needs nothing of how such values are verified.
import { WITNESS_MAX_AGE_MS } from "../reference-values/age.ts";
import { isHonestPin } from "./amd-roots.ts";
import { BEACON_SOURCES } from "./beacon.ts";
import { isHonestGpuPin } from "./gpu/roots.ts";
import { PRODUCTS } from "./products.ts";

const POLICY_LIMIT_BYTES = 256 * 1024;

const any = v.literal("any");
const forbidOrAny = v.picklist(["forbid", "any"]);
const requireOrAny = v.picklist(["require", "any"]);
const listOrAny = <S extends v.GenericSchema>(item: S) =>
  v.union([v.pipe(v.array(item), v.maxLength(4096)), any]);
const product = v.picklist(PRODUCTS);
const byte = count(255);

const policySchema = v.strictObject({
  /** Shown wherever a verdict is shown. */
  name: shortText(64),
  roots: v.pipe(
    v.array(v.strictObject({ product, spkiSha256: hexText(32), class: v.picklist(["amd", "simulated"]) })),
    v.maxLength(16),
  ),
  products: listOrAny(product),
  signingKeys: listOrAny(v.picklist(["VCEK", "VLEK"])),
  /** A VLEK report and a zero CHIP_ID name no chip. */
  chipIdentity: requireOrAny,
  crl: requireOrAny,
  /** How long ago a revocation list may have been issued, beside its own validity. */
  crlMaxAgeMs: v.union([millis, any]),
  minReportVersion: v.union([count(5), any]),
  /** The most specific entry counts; a product without one is refused. `models` are CPUID models, inclusive. */
  minTcb: listOrAny(
    v.strictObject({
      product,
      models: v.union([v.strictObject({ from: byte, to: byte }), any]),
      tcb: v.strictObject({ fmc: byte, bootloader: byte, tee: byte, snp: byte, microcode: byte }),
    }),
  ),
  /** Of the running and of the committed firmware; a product without an entry is refused. */
  minFirmware: listOrAny(v.strictObject({ product, major: byte, minor: byte, build: byte })),
  minGuestAbi: v.union([v.strictObject({ major: byte, minor: byte }), any]),
  provisionalFirmware: forbidOrAny,
  debug: forbidOrAny,
  migrationAgentAllowed: forbidOrAny,
  migrationAgentBound: forbidOrAny,
  cxl: forbidOrAny,
  guestSmt: forbidOrAny,
  platformSmt: forbidOrAny,
  tio: forbidOrAny,
  unknownPlatformBits: forbidOrAny,
  aliasCheck: requireOrAny,
  ciphertextHiding: requireOrAny,
  vmpl: listOrAny(count(3)),
  /** Approved launch digests; an empty list approves nothing. */
  measurements: listOrAny(hexText(48)),
  /** Whose signed reference values approve images beside that list, and how old their witness may be (SPEC 10.5). */
  referenceValues: v.union([
    v.pipe(
      v.strictObject({
        manifestKey: hexText(32),
        witnessKey: hexText(32),
        witnessMaxAgeMs: v.pipe(millis, v.maxValue(WITNESS_MAX_AGE_MS)),
      }),
      // One stolen key must not both state the values and vouch that they are the newest.
      v.check(({ manifestKey, witnessKey }) => manifestKey !== witnessKey, "one key for both"),
    ),
    v.literal("none"),
  ]),
  hostData: v.union([hexText(32), any]),
  idKeyDigests: listOrAny(hexText(48)),
  authorKeyDigests: listOrAny(hexText(48)),
  minGuestSvn: v.union([count(0xffff_ffff), any]),
  /** Bits of LAUNCH_MIT_VECTOR that must be set, as a big-endian number in hex. */
  launchMitigations: v.union([hexText(8), any]),
  chipIds: listOrAny(hexText(64)),
  cspIds: listOrAny(shortText(256)),
  /** Whether a GPU in confidential mode must be attested; evidence of one that is there must be right in any case. */
  gpuTee: requireOrAny,
  gpuRoots: v.pipe(
    v.array(v.strictObject({ spkiSha256: hexText(32), class: v.picklist(["nvidia", "simulated"]) })),
    v.maxLength(16),
  ),
  beaconSources: v.pipe(v.array(v.picklist(BEACON_SOURCES)), v.maxLength(BEACON_SOURCES.length)),
});

/**
 * What evidence must show to be accepted (SPEC 3.11). Every field is required, so that leaving a check out is a choice
 * someone wrote down: `"any"`. A list approves what it names; an empty one approves nothing.
 */
export type AppraisalPolicy = Readonly<v.InferOutput<typeof policySchema>>;

export const encodePolicy = (policy: AppraisalPolicy): string =>
  `${JSON.stringify(v.parse(policySchema, policy), null, 2)}\n`;

/**
 * Reads a policy file; an unknown or a missing field is an error, never a default. Simulated roots are refused unless a
 * development entry point allows them, and no other root can be called AMD's or NVIDIA's.
 * @throws MalformedError
 */
export function parsePolicy(
  json: Uint8Array | string,
  { allowSimulated = false }: { readonly allowSimulated?: boolean } = {},
): AppraisalPolicy {
  const policy = parseStrictJson(policySchema, json, "policy", POLICY_LIMIT_BYTES);
  if (!policy.roots.every(isHonestPin) || !policy.gpuRoots.every(isHonestGpuPin))
    throw new MalformedError("policy: a root has the wrong class");
  if (!allowSimulated && [...policy.roots, ...policy.gpuRoots].some((root) => root.class === "simulated"))
    throw new MalformedError("policy: simulated roots are accepted only in development");
  return policy;
}
