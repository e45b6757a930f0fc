import * as v from "valibot";
import { hexText, parseStrictJson, shortText } from "../api/index.ts";

const ROOTS_LIMIT_BYTES = 16 * 1024;

const rootsSchema = v.strictObject({
  /** Product to the SHA-256, in hex, of its simulated root's SubjectPublicKeyInfo. */
  simulatedRoots: v.record(shortText(32), hexText(32)),
  /** Launch digests in hex that count as approved. */
  measurements: v.pipe(v.array(hexText(48)), v.minLength(1), v.maxLength(64)),
});

/** The public part of a SIMULATED PKI: all that a verifier of one local network has to be told. */
export interface SimulatedRoots {
  readonly simulatedRoots: Readonly<Record<string, string>>;
  readonly measurements: readonly string[];
}

/** Takes the public part out of anything that contains it. */
export const encodeSimulatedRoots = ({ simulatedRoots, measurements }: SimulatedRoots): string =>
  `${JSON.stringify({ simulatedRoots, measurements }, null, 2)}\n`;

/** @throws MalformedError */
export const parseSimulatedRoots = (json: Uint8Array | string): SimulatedRoots =>
  parseStrictJson(rootsSchema, json, "simulated roots", ROOTS_LIMIT_BYTES);
