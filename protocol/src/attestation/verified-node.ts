import type { ApprovedImage } from "../reference-values/index.ts";
import type { RootClass } from "./amd-roots.ts";
import type { AttestedGpu } from "./gpu/appraise.ts";
import type { AttestedModel } from "./key-material.ts";
import type { Product } from "./products.ts";
import type { FreshnessMode } from "./report-data.ts";

interface NodeFields {
  readonly keyId: Uint8Array;
  readonly keyIdHex: string;
  readonly hpkePk: Uint8Array;
  readonly signPk: Uint8Array;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly models: readonly AttestedModel[];
  readonly imageId: string;
  readonly product: Product;
  readonly rootClass: RootClass;
  readonly chipId: string | null;
  readonly measurement: string;
  readonly image: ApprovedImage | null;
  readonly unlistedModels: readonly AttestedModel[];
  readonly policyName: string;
  readonly freshness: FreshnessMode;
  readonly gpus: readonly AttestedGpu[];
}

/** For the appraiser alone: no module outside this folder can reach it. */
export let madeByAppraiser: (fields: NodeFields) => VerifiedNode;

/**
 * A worker whose evidence has passed a policy. The type is the proof: only the appraiser makes one, so a function that
 * takes it can't be given a key that nobody has verified.
 */
export class VerifiedNode {
  /** Keeps an object of the same shape from passing for a node; it exists for the compiler only. */
  declare private readonly appraised: never;

  /** SHA-256 of the key material, 32 bytes (SPEC 2.3). */
  readonly keyId: Uint8Array;
  readonly keyIdHex: string;
  /** X-Wing, 1216 bytes: what requests are sealed to. */
  readonly hpkePk: Uint8Array;
  /** Ed25519, 32 bytes: what offers, links and receipts are signed with. */
  readonly signPk: Uint8Array;
  /** Unix milliseconds. */
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly models: readonly AttestedModel[];
  /** What the worker calls its image: a hint for people. {@link measurement} is what was approved. */
  readonly imageId: string;
  readonly product: Product;
  readonly rootClass: RootClass;
  /** CHIP_ID, 64 bytes in hex; null when the report names no single chip: under a VLEK, or masked. */
  readonly chipId: string | null;
  /** Launch digest, 48 bytes in hex. */
  readonly measurement: string;
  /** What the reference values say of that digest; null when the policy's own list approved it. */
  readonly image: ApprovedImage | null;
  /** Those of {@link models} that the reference values do not list: nothing may be sealed for them (SPEC 10.5). */
  readonly unlistedModels: readonly AttestedModel[];
  /** The policy that it has passed. */
  readonly policyName: string;
  /** What the report commits to: a beacon, or the nonce of whoever verified it. */
  readonly freshness: FreshnessMode;
  /** The GPUs in confidential mode that are attested for this very key; none where the machine has none to attest. */
  readonly gpus: readonly AttestedGpu[];

  private constructor(fields: NodeFields) {
    this.keyId = fields.keyId;
    this.keyIdHex = fields.keyIdHex;
    this.hpkePk = fields.hpkePk;
    this.signPk = fields.signPk;
    this.createdMs = fields.createdMs;
    this.expiresMs = fields.expiresMs;
    this.models = fields.models;
    this.imageId = fields.imageId;
    this.product = fields.product;
    this.rootClass = fields.rootClass;
    this.chipId = fields.chipId;
    this.measurement = fields.measurement;
    this.image = fields.image;
    this.unlistedModels = fields.unlistedModels;
    this.policyName = fields.policyName;
    this.freshness = fields.freshness;
    this.gpus = fields.gpus;
  }

  static {
    madeByAppraiser = (fields) => new VerifiedNode(fields);
  }

  /** Nothing protects what such a node is sent: its root, or that of a GPU, is a simulation. */
  get simulated(): boolean {
    return this.rootClass === "simulated" || this.gpus.some(({ rootClass }) => rootClass === "simulated");
  }

  /** Whether a GPU in confidential mode is attested too: else the model runs where the machine's owner can read along. */
  get gpuTee(): boolean {
    return this.gpus.length > 0;
  }

  /**
   * Whether the evidence is known to be new. A beacon proves its age only to who can look the block up, and the
   * verifier has no chain to ask (SPEC 2.7).
   */
  get ageProved(): boolean {
    return this.freshness === "nonce";
  }
}
