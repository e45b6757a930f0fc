import * as v from "valibot";
import { count, hexText, millis, parseStrictJson, shortText } from "../api/index.ts";
import { gpuFields, gpuReferenceValue } from "./gpu-values.ts";
import type { SignedKind } from "../signed/signed.ts";

export const REFERENCE_MANIFEST_LIMIT_BYTES = 512 * 1024;

const DAY_MS = 86_400_000;
/** A manifest that nobody renews is forgotten in the end, whatever a proxy goes on carrying (SPEC 10.2). */
export const REFERENCE_MAX_LIFE_MS = 366 * DAY_MS;

/** `simulated` values are of no image: only evidence under a simulated root can meet them. */
export const REFERENCE_CLASSES = ["production", "simulated"] as const;
export type ReferenceClass = (typeof REFERENCE_CLASSES)[number];

const measurement = v.strictObject({
  vcpus: v.pipe(count(1024), v.minValue(1)),
  /** The name of the virtual processor's type, such as EPYC-v4. */
  cpu: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/)),
  digest: hexText(48),
});

const image = v.strictObject({
  imageVersion: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:+-]{0,63}$/)),
  /** Whether the image keeps the host's unmeasured ACPI code from its memory; false is shown wherever a node is. */
  amlSandbox: v.boolean(),
  measurements: v.pipe(v.array(measurement), v.minLength(1), v.maxLength(256)),
});

const model = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  /** SHA-256 in hex (SPEC 2.5). */
  manifest: hexText(32),
});

/** What a release states before it is dated. */
const statedFields = {
  /** Who states it, for people. */
  issuer: shortText(64),
  class: v.picklist(REFERENCE_CLASSES),
  /** Rises with each manifest of a key. */
  version: v.pipe(count(Number.MAX_SAFE_INTEGER), v.minValue(1)),
  images: v.pipe(v.array(image), v.maxLength(64)),
  gpus: v.pipe(v.array(gpuReferenceValue), v.maxLength(64)),
  models: v.pipe(v.array(model), v.maxLength(256)),
};

const manifestSchema = v.pipe(
  v.strictObject({
    v: v.literal(1),
    ...statedFields,
    issuedMs: millis,
    expiresMs: millis,
  }),
  v.check(({ issuedMs, expiresMs }) => expiresMs > issuedMs && expiresMs - issuedMs <= REFERENCE_MAX_LIFE_MS),
  v.check(({ images }) => eachOfOneImage(images)),
);

/** Else it would be open whether a machine with that digest keeps ACPI code in a sandbox. */
function eachOfOneImage(images: readonly v.InferOutput<typeof image>[]): boolean {
  const digests = images.flatMap(({ measurements }) => [
    ...new Set(measurements.map(({ digest }) => digest)),
  ]);
  return new Set(digests).size === digests.length;
}

/** Approved images, GPU firmware and models, as whoever releases them states it (SPEC 10.2). */
export type ReferenceManifest = Omit<v.InferOutput<typeof manifestSchema>, "v">;
export type ReferenceImage = ReferenceManifest["images"][number];

export type ReferenceDraft = Omit<ReferenceManifest, "issuedMs" | "expiresMs">;

/** A manifest without its version of the form and its times, in any spelling: what a person writes. @throws MalformedError */
export const parseReferenceDraft = (json: Uint8Array): ReferenceDraft =>
  parseStrictJson(v.strictObject(statedFields), json, "draft", REFERENCE_MANIFEST_LIMIT_BYTES);

export const MANIFEST: SignedKind<ReferenceManifest> = {
  what: "reference values",
  label: "cocoon/v1 reference-values",
  limitBytes: REFERENCE_MANIFEST_LIMIT_BYTES,
  schema: v.pipe(
    manifestSchema,
    v.transform(({ v: _version, ...manifest }) => manifest),
  ),
  fields: ({ issuer, class: kind, version, issuedMs, expiresMs, images, gpus, models }) => ({
    v: 1,
    issuer,
    class: kind,
    version,
    issuedMs,
    expiresMs,
    images: images.map(({ imageVersion, amlSandbox, measurements }) => ({
      imageVersion,
      amlSandbox,
      measurements: measurements.map(({ vcpus, cpu, digest }) => ({ vcpus, cpu, digest })),
    })),
    gpus: gpus.map(gpuFields),
    models: models.map(({ id, manifest }) => ({ id, manifest })),
  }),
};
