import type { GpuReferenceValue } from "./gpu-values.ts";
import type { ReferenceClass, ReferenceManifest } from "./manifest.ts";
import type { WitnessStatement } from "./witness.ts";

/** Whose signatures count: two Ed25519 public keys in hex, held by two parties. */
export interface ReferenceKeys {
  readonly manifestKey: string;
  readonly witnessKey: string;
}

/** An image as its release describes it. */
export interface ApprovedImage {
  readonly version: string;
  /** False: the host's ACPI tables, which no digest covers, run in the guest's kernel without bounds. */
  readonly amlSandbox: boolean;
}

/** For the verifier alone: no module outside this folder can reach it. */
export let madeByVerifier: (
  manifest: ReferenceManifest,
  witness: WitnessStatement,
  keys: ReferenceKeys,
) => VerifiedReferenceValues;

/**
 * Reference values whose signature, age and witness have been checked. The type is the proof: only the verifier makes one.
 * Times are Unix milliseconds.
 */
export class VerifiedReferenceValues {
  /** Keeps an object of the same shape from passing for verified; it exists for the compiler only. */
  declare private readonly verified: never;

  readonly issuer: string;
  readonly class: ReferenceClass;
  readonly version: number;
  /** In hex (SPEC 10.3). */
  readonly manifestHash: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
  /** When the witness last saw no newer ones. */
  readonly witnessedMs: number;
  /** The keys that they were verified with. */
  readonly keys: ReferenceKeys;
  readonly gpus: readonly GpuReferenceValue[];
  readonly models: ReferenceManifest["models"];
  readonly #images: ReadonlyMap<string, ApprovedImage>;
  readonly #manifests: ReadonlySet<string>;

  private constructor(manifest: ReferenceManifest, witness: WitnessStatement, keys: ReferenceKeys) {
    this.issuer = manifest.issuer;
    this.class = manifest.class;
    this.version = manifest.version;
    this.manifestHash = witness.manifestHash;
    this.issuedMs = manifest.issuedMs;
    this.expiresMs = manifest.expiresMs;
    this.witnessedMs = witness.timeMs;
    this.keys = { manifestKey: keys.manifestKey, witnessKey: keys.witnessKey };
    this.gpus = manifest.gpus;
    this.models = manifest.models;
    this.#images = imagesByDigest(manifest);
    this.#manifests = new Set(manifest.models.map((model) => model.manifest));
  }

  static {
    madeByVerifier = (manifest, witness, keys) => new VerifiedReferenceValues(manifest, witness, keys);
  }

  /** The image with that launch digest (48 bytes in hex); null when none is approved. */
  imageOf(measurement: string): ApprovedImage | null {
    return this.#images.get(measurement) ?? null;
  }

  /** Whether that model manifest's hash (32 bytes in hex) is approved. */
  listsModel(manifest: string): boolean {
    return this.#manifests.has(manifest);
  }
}

const imagesByDigest = ({ images }: ReferenceManifest): ReadonlyMap<string, ApprovedImage> =>
  new Map(
    images.flatMap(({ imageVersion: version, amlSandbox, measurements }) =>
      measurements.map(({ digest }) => [digest, { version, amlSandbox }] as const),
    ),
  );
