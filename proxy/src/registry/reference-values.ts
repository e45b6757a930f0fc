import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  encodeReferenceBundle,
  readWitness,
  REFERENCE_MANIFEST_LIMIT_BYTES,
  type ReferenceBundle,
  referenceManifestHash,
  type VerifiedReferenceValues,
  verifyReferenceValues,
  WITNESS_LIMIT_BYTES,
} from "@cocoon/protocol/reference-values";
import { ConfigError } from "../config.ts";
import type { Log } from "../log.ts";

const FILES = { manifest: "manifest.signed", witness: "witness.signed" } as const;
const LIMITS = { manifest: REFERENCE_MANIFEST_LIMIT_BYTES, witness: WITNESS_LIMIT_BYTES } as const;

/** Signed reference values as this proxy carries them; null when it has none. */
export interface ReferenceCarrier {
  bundle(): ReferenceBundle | null;
}

export const NO_REFERENCE_VALUES: ReferenceCarrier = { bundle: () => null };

/** Those of a folder, read again when a file of it has changed. Two files that don't belong together are not taken over. */
export class ReferenceFolder implements ReferenceCarrier {
  readonly #folder: string;
  readonly #log: Log;
  #state = "";
  #bundle: ReferenceBundle | null = null;

  /** @throws ConfigError when the folder has none */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    if (!this.bundle())
      throw new ConfigError([
        `COCOON_REFERENCE_VALUES names a folder without a ${FILES.manifest} and a ${FILES.witness} that belong together`,
      ]);
  }

  bundle(): ReferenceBundle | null {
    const state = `${this.#stateOf("manifest")} ${this.#stateOf("witness")}`;
    if (state !== this.#state) {
      this.#state = state;
      const found = this.#read();
      if (found) this.#bundle = found;
      else this.#log("warn", "reference_values_unusable");
    }
    return this.#bundle;
  }

  /** Names the file's content as well as can be without reading it. */
  #stateOf(part: keyof typeof FILES): string {
    const stats = statSync(join(this.#folder, FILES[part]), { throwIfNoEntry: false });
    return stats ? `${stats.ino}/${stats.mtimeMs}/${stats.size}` : "none";
  }

  #read(): ReferenceBundle | null {
    try {
      const bundle = { manifest: this.#file("manifest"), witness: this.#file("witness") };
      return belongTogether(bundle) ? bundle : null;
    } catch (error) {
      // Gone or half written: what was read before goes on being carried.
      if (error instanceof MalformedError || (error instanceof Error && "code" in error)) return null;
      throw error;
    }
  }

  #file(part: keyof typeof FILES): Uint8Array {
    const path = join(this.#folder, FILES[part]);
    if (statSync(path).size > LIMITS[part]) throw new MalformedError(`${FILES[part]} is too large`);
    return new Uint8Array(readFileSync(path));
  }
}

/** Whether the witness speaks of this manifest; who signed them is for the clients to check. */
const belongTogether = ({ manifest, witness }: ReferenceBundle): boolean =>
  readWitness(witness).manifestHash === referenceManifestHash(manifest);

/** The answer to `GET /v1/reference-values`; null when there is none (SPEC 10.6). */
export function carriedBytes(carrier: ReferenceCarrier): Uint8Array<ArrayBuffer> | null {
  const bundle = carrier.bundle();
  return bundle && encodeReferenceBundle(bundle);
}

/** What this proxy's own policy accepts of what it carries: for the admission of workers, not for its clients. */
export function acceptedValues(
  carrier: ReferenceCarrier,
  { referenceValues: wanted, roots }: AppraisalPolicy,
  nowMs: number,
  log: Log,
): VerifiedReferenceValues | null {
  const bundle = wanted === "none" ? null : carrier.bundle();
  if (wanted === "none" || bundle === null) return null;
  const { manifestKey, witnessKey, witnessMaxAgeMs } = wanted;
  const verdict = verifyReferenceValues({
    ...bundle,
    keys: { manifestKey, witnessKey },
    witnessMaxAgeMs,
    allowSimulated: roots.some((root) => root.class === "simulated"),
    // The files are the operator's own; who puts older ones there means it.
    seen: null,
    nowMs,
  });
  if (verdict.ok) return verdict.values;
  log("warn", "reference_values_refused", { code: verdict.code });
  return null;
}
