import type { ApprovedImage } from "../reference-values/index.ts";
import type { RootClass } from "./amd-roots.ts";
import type { AttestedGpu } from "./gpu/appraise.ts";
import type { AttestedModel } from "./key-material.ts";
import type { Product } from "./products.ts";
import type { FreshnessMode } from "./report-data.ts";

/** What the class declares one by one: written here too, so that the compiler holds the two against each other. */
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
export class VerifiedNode implements NodeFields {
  /** Keeps an object of the same shape from passing for a node; it exists for the compiler only. */
  declare private readonly appraised: never;

  /** SHA-256 of the key material, 32 bytes (SPEC 2.3). */
  declare readonly keyId: Uint8Array;
  declare readonly keyIdHex: string;
  /** X-Wing, 1216 bytes: what requests are sealed to. */
  declare readonly hpkePk: Uint8Array;
  /** Ed25519, 32 bytes: what offers, links and receipts are signed with. */
  declare readonly signPk: Uint8Array;
  /** Unix milliseconds. */
  declare readonly createdMs: number;
  declare readonly expiresMs: number;
  declare readonly models: readonly AttestedModel[];
  /** What the worker calls its image: a hint for people. {@link measurement} is what was approved. */
  declare readonly imageId: string;
  declare readonly product: Product;
  declare readonly rootClass: RootClass;
  /** CHIP_ID, 64 bytes in hex; null when the report names no single chip: under a VLEK, or masked. */
  declare readonly chipId: string | null;
  /** Launch digest, 48 bytes in hex. */
  declare readonly measurement: string;
  /** What the reference values say of that digest; null when the policy's own list approved it. */
  declare readonly image: ApprovedImage | null;
  /** Those of {@link models} that the reference values do not list: nothing may be sealed for them (SPEC 10.5). */
  declare readonly unlistedModels: readonly AttestedModel[];
  /** The policy that it has passed. */
  declare readonly policyName: string;
  /** What the report commits to: a beacon, or the nonce of whoever verified it. */
  declare readonly freshness: FreshnessMode;
  /** The GPUs in confidential mode that are attested for this very key; none where the machine has none to attest. */
  declare readonly gpus: readonly AttestedGpu[];

  private constructor(fields: NodeFields) {
    Object.assign(this, fields);
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
