import { type Ed25519Verifier, fromHex, MalformedError, verifyEd25519 } from "../bytes/index.ts";
import { CLOCK_SKEW_MS, WITNESS_MAX_AGE_MS } from "./age.ts";
import { MANIFEST, type ReferenceManifest } from "./manifest.ts";
import { type ReferenceReasonCode, type ReferenceRejected, referenceRejected } from "./reasons.ts";
import { isSignedBy, jsonOfSigned, readStatement, type SignedKind } from "../signed/signed.ts";
import { madeByVerifier, type ReferenceKeys, type VerifiedReferenceValues } from "./verified-values.ts";
import { referenceManifestHash, WITNESS, type WitnessStatement } from "./witness.ts";

/** The newest reference values of one key that a client has accepted: it never takes older ones. */
export interface ReferenceMark {
  readonly version: number;
  /** In hex. */
  readonly manifestHash: string;
}

export interface ReferenceInput {
  /** As a proxy carried it: hostile. */
  readonly manifest: Uint8Array;
  /** Null or empty when the proxy had none. */
  readonly witness: Uint8Array | null;
  readonly keys: ReferenceKeys;
  /** How old the witness statement may be; never more than seven days. */
  readonly witnessMaxAgeMs: number;
  /** Only a policy that accepts a simulated root allows them. */
  readonly allowSimulated: boolean;
  /** The highest accepted under this manifest key before; null for none. */
  readonly seen: ReferenceMark | null;
  readonly nowMs: number;
  /** Another implementation of Ed25519 than protocol's own. */
  readonly verify?: Ed25519Verifier;
}

export type ReferenceVerdict =
  | { readonly ok: true; readonly values: VerifiedReferenceValues }
  | ReferenceRejected;

class ReferenceError extends Error {
  readonly code: ReferenceReasonCode;

  constructor(code: ReferenceReasonCode) {
    super(code);
    this.code = code;
  }
}

function demand(holds: boolean, code: ReferenceReasonCode): asserts holds {
  if (!holds) throw new ReferenceError(code);
}

/** Verifies signed reference values and their witness (SPEC 10.3 to 10.5); the first failing check ends it. Never throws. */
export function verifyReferenceValues(input: ReferenceInput): ReferenceVerdict {
  try {
    const manifest = readSigned(input, MANIFEST, input.manifest, "reference_values");
    const manifestHash = referenceManifestHash(input.manifest);
    checkManifest(manifest, manifestHash, input);
    demand(input.witness !== null && input.witness.length > 0, "witness_missing");
    const witness = readSigned(input, WITNESS, input.witness, "witness");
    demand(witness.manifestHash === manifestHash && witness.version === manifest.version, "witness_mismatch");
    checkWitnessTime(witness, input);
    return { ok: true, values: madeByVerifier(manifest, witness, input.keys) };
  } catch (error) {
    if (error instanceof ReferenceError) return referenceRejected(error.code);
    throw error;
  }
}

/** The signature before the content: no parser sees bytes that nobody signed. */
function readSigned<T>(
  { keys, verify = verifyEd25519 }: ReferenceInput,
  kind: SignedKind<T>,
  signed: Uint8Array,
  prefix: "reference_values" | "witness",
): T {
  const publicKey = fromHex(prefix === "witness" ? keys.witnessKey : keys.manifestKey);
  try {
    const json = jsonOfSigned(kind, signed);
    demand(isSignedBy(kind, signed, publicKey, verify), `${prefix}_signature`);
    return readStatement(kind, json);
  } catch (error) {
    if (error instanceof MalformedError) throw new ReferenceError(`${prefix}_malformed`);
    throw error;
  }
}

function checkManifest(
  manifest: ReferenceManifest,
  manifestHash: string,
  { allowSimulated, nowMs, seen }: ReferenceInput,
): void {
  demand(manifest.class !== "simulated" || allowSimulated, "reference_values_simulated");
  demand(manifest.issuedMs <= nowMs + CLOCK_SKEW_MS, "reference_values_not_yet_valid");
  demand(nowMs < manifest.expiresMs, "reference_values_expired");
  if (!seen) return;
  demand(manifest.version >= seen.version, "reference_values_rolled_back");
  demand(
    manifest.version > seen.version || manifestHash === seen.manifestHash,
    "reference_values_equivocated",
  );
}

function checkWitnessTime({ timeMs }: WitnessStatement, { witnessMaxAgeMs, nowMs }: ReferenceInput): void {
  demand(timeMs <= nowMs + CLOCK_SKEW_MS, "witness_not_yet_valid");
  demand(nowMs - timeMs <= Math.min(witnessMaxAgeMs, WITNESS_MAX_AGE_MS), "witness_stale");
}
