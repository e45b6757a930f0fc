import * as v from "valibot";
import { hexText, parseStrictJson, shortText } from "../api/index.ts";
import type { ReferenceKeys } from "../reference-values/index.ts";

const ROOTS_LIMIT_BYTES = 16 * 1024;

const rootsSchema = v.strictObject({
  /** Product to the SHA-256, in hex, of its simulated root's SubjectPublicKeyInfo. */
  simulatedRoots: v.record(shortText(32), hexText(32)),
  /** Launch digests in hex that count as approved, beside those of reference values. */
  measurements: v.pipe(v.array(hexText(48)), v.maxLength(64)),
  /** Public keys of the network's simulated reference values, where it has any. */
  referenceKeys: v.exactOptional(v.strictObject({ manifestKey: hexText(32), witnessKey: hexText(32) })),
  /** SHA-256, in hex, of the simulated root of GPUs, where the network demands one of its workers. */
  simulatedGpuRoot: v.exactOptional(hexText(32)),
});

/** The public part of a SIMULATED PKI: all that a verifier of one local network has to be told. */
export interface SimulatedRoots {
  readonly simulatedRoots: Readonly<Record<string, string>>;
  readonly measurements: readonly string[];
  readonly referenceKeys?: ReferenceKeys;
  readonly simulatedGpuRoot?: string;
}

/** Takes the public part out of anything that contains it. */
export const encodeSimulatedRoots = ({
  simulatedRoots,
  measurements,
  referenceKeys,
  simulatedGpuRoot,
}: SimulatedRoots): string =>
  `${JSON.stringify({ simulatedRoots, measurements, referenceKeys, simulatedGpuRoot }, null, 2)}\n`;

/** @throws MalformedError */
export const parseSimulatedRoots = (json: Uint8Array | string): SimulatedRoots =>
  parseStrictJson(rootsSchema, json, "simulated roots", ROOTS_LIMIT_BYTES);
