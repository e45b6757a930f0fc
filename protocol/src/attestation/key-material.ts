import * as v from "valibot";
import { hexText, LIMITS, millis, parseStrictJson } from "../api/index.ts";
import {
  equalBytes,
  fromBase64Url,
  label,
  MalformedError,
  sha256,
  toBase64Url,
  utf8,
} from "../bytes/index.ts";
import { type Beacon, beaconSchema } from "./beacon.ts";
import type { ReasonCode } from "./reasons.ts";

/** X-Wing, HKDF-SHA256, AES-256-GCM: the one suite of this version (SPEC 2.1). */
export const KEY_SUITE = "647a-0001-0002";
export const KEY_MATERIAL_LIMIT_BYTES = 16 * 1024;

const HOUR_MS = 3_600_000;
export const KEY_MAX_LIFE_MS = 12 * HOUR_MS;
/** How long past its expiry a worker still opens envelopes that were sealed in time. */
export const KEY_GRACE_MS = 5 * 60_000;
/** How far a worker's clock may run ahead of the verifier's. */
export const KEY_CLOCK_SKEW_MS = 5 * 60_000;

const HPKE_PK_BYTES = 1216;
const SIGN_PK_BYTES = 32;

const base64UrlOf = (bytes: number) =>
  v.pipe(v.string(), v.length(Math.ceil((bytes * 4) / 3)), v.regex(/^[A-Za-z0-9_-]*$/));

const keyMaterialSchema = v.strictObject({
  v: v.literal(1),
  suite: v.literal(KEY_SUITE),
  hpkePk: base64UrlOf(HPKE_PK_BYTES),
  signPk: base64UrlOf(SIGN_PK_BYTES),
  createdMs: millis,
  expiresMs: millis,
  beacon: beaconSchema,
  models: v.pipe(
    v.array(
      v.strictObject({
        id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
        manifest: hexText(32),
      }),
    ),
    v.minLength(1),
    v.maxLength(LIMITS.modelsPerWorker),
  ),
  gpu: v.strictObject({ policy: v.picklist(["none", "tee"]) }),
  imageId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/)),
});

/** A model as the key material attests it: its id and the hash of its manifest. */
export interface AttestedModel {
  readonly id: string;
  /** SHA-256 in hex (SPEC 2.5). */
  readonly manifest: string;
}

/** What a worker's report commits to: its public keys and what they stand for (SPEC 2.1). Times are Unix milliseconds. */
export interface KeyMaterial {
  /** X-Wing, 1216 bytes. */
  readonly hpkePk: Uint8Array;
  /** Ed25519, 32 bytes. */
  readonly signPk: Uint8Array;
  readonly createdMs: number;
  /** At most 12 h after `createdMs`. */
  readonly expiresMs: number;
  readonly beacon: Beacon;
  readonly models: readonly AttestedModel[];
  readonly gpu: { readonly policy: "none" | "tee" };
  readonly imageId: string;
}

/** The exact bytes that are hashed and sent: one spelling per value (SPEC 2.2). @throws MalformedError */
export function encodeKeyMaterial(material: KeyMaterial): Uint8Array<ArrayBuffer> {
  const bytes = spell(material);
  parseStrictJson(keyMaterialSchema, bytes, "key material", KEY_MATERIAL_LIMIT_BYTES);
  return bytes;
}

/** Accepts exactly what {@link encodeKeyMaterial} writes; other spellings of the same JSON are refused. @throws MalformedError */
export function parseKeyMaterial(bytes: Uint8Array): KeyMaterial {
  const json = parseStrictJson(keyMaterialSchema, bytes, "key material", KEY_MATERIAL_LIMIT_BYTES);
  const { hpkePk, signPk, v: _version, suite: _suite, ...rest } = json;
  const material = { ...rest, hpkePk: fromBase64Url(hpkePk), signPk: fromBase64Url(signPk) };
  if (!equalBytes(spell(material), bytes))
    throw new MalformedError("key material is not in its one spelling");
  return material;
}

function spell(m: KeyMaterial): Uint8Array<ArrayBuffer> {
  return utf8(
    JSON.stringify({
      v: 1,
      suite: KEY_SUITE,
      hpkePk: toBase64Url(m.hpkePk),
      signPk: toBase64Url(m.signPk),
      createdMs: m.createdMs,
      expiresMs: m.expiresMs,
      beacon: { source: m.beacon.source, seqno: m.beacon.seqno, rootHash: m.beacon.rootHash },
      models: m.models.map(({ id, manifest }) => ({ id, manifest })),
      gpu: { policy: m.gpu.policy },
      imageId: m.imageId,
    }),
  );
}

/** Names a worker's key everywhere (SPEC 2.3). */
export const keyIdOf = (keyMaterial: Uint8Array): Uint8Array<ArrayBuffer> =>
  sha256(label("cocoon/v1 key-id"), keyMaterial);

/** Whether the key may be sealed to now (SPEC 2.4); null when it may. */
export function keyTimeFailure({ createdMs, expiresMs }: KeyMaterial, nowMs: number): ReasonCode | null {
  if (expiresMs <= createdMs || expiresMs - createdMs > KEY_MAX_LIFE_MS) return "key_life_too_long";
  if (createdMs > nowMs + KEY_CLOCK_SKEW_MS) return "key_not_yet_valid";
  return nowMs >= expiresMs ? "key_expired" : null;
}
