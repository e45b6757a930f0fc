import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  encodeReferenceBundle,
  readWitness,
  REFERENCE_MANIFEST_LIMIT_BYTES,
  type ReferenceBundle,
  referenceManifestHash,
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
  readonly #readFile: (path: string) => Uint8Array;
  /** Of the files when they were last read, whatever they were good for. */
  #state = "";
  #fault: string | null = null;
  #bundle: ReferenceBundle | null = null;

  /** @throws ConfigError when the folder has none */
  constructor(folder: string, log: Log, readFile: (path: string) => Uint8Array = readFileSync) {
    this.#folder = folder;
    this.#log = log;
    this.#readFile = readFile;
    if (!this.bundle())
      throw new ConfigError([
        `COCOON_REFERENCE_VALUES names a folder without a ${FILES.manifest} and a ${FILES.witness} that belong together` +
          (this.#fault === null ? "" : `, or one that can't be read (${this.#fault})`),
      ]);
  }

  /** What was read before goes on being carried while the files are no good. */
  bundle(): ReferenceBundle | null {
    try {
      const state = `${this.#stateOf("manifest")} ${this.#stateOf("witness")}`;
      if (state !== this.#state) {
        const found = this.#read();
        this.#state = state;
        if (found) this.#bundle = found;
        else this.#log("warn", "reference_values_unusable");
      }
      this.#fault = null;
    } catch (error) {
      this.#unreadable(systemCodeOf(error));
    }
    return this.#bundle;
  }

  /** Another time they may be: the same files are tried again, and said once. */
  #unreadable(code: string): void {
    if (code !== this.#fault) this.#log("warn", "reference_values_unreadable", { code });
    this.#fault = code;
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
      // Gone or half written: nothing will come of them until they change.
      if (error instanceof MalformedError || systemCodeOf(error) === "ENOENT") return null;
      throw error;
    }
  }

  #file(part: keyof typeof FILES): Uint8Array {
    const path = join(this.#folder, FILES[part]);
    if (statSync(path).size > LIMITS[part]) throw new MalformedError(`${FILES[part]} is too large`);
    return new Uint8Array(this.#readFile(path));
  }
}

/** @throws the error itself when it is none of the system's */
function systemCodeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

/** Whether the witness speaks of this manifest; who signed them is for the clients to check. */
const belongTogether = ({ manifest, witness }: ReferenceBundle): boolean =>
  readWitness(witness).manifestHash === referenceManifestHash(manifest);

/** The answer to `GET /v1/reference-values`; null when there is none (SPEC 10.6). */
export function carriedBytes(carrier: ReferenceCarrier): Uint8Array<ArrayBuffer> | null {
  const bundle = carrier.bundle();
  return bundle && encodeReferenceBundle(bundle);
}
