import { sha384 } from "@noble/hashes/sha2.js";
import { concatBytes } from "../bytes/index.ts";
import { littleEndian } from "./little-endian.ts";

export const PAGE_BYTES = 4096;
const DIGEST_BYTES = 48;
const PAGE_INFO_BYTES = 0x70;

/** PAGE_TYPE of AMD 56860, SNP_LAUNCH_UPDATE. */
export const PAGE_TYPES = { normal: 1, vmsa: 2, zero: 3, unmeasured: 4, secrets: 5, cpuid: 6 } as const;
export type PageType = keyof typeof PAGE_TYPES;

/** Whose bytes count; the firmware fills the other pages in by itself and measures them as zeros. */
const MEASURED: ReadonlySet<PageType> = new Set(["normal", "vmsa"]);

/**
 * The firmware's running digest of a guest that is being launched: for each page,
 * `ld = SHA-384(PAGE_INFO)`, which holds the digest before it (AMD 56860, SNP_LAUNCH_UPDATE).
 */
export class LaunchContext {
  #digest: Uint8Array<ArrayBuffer>;

  /** @param digest 48 bytes; of a launch whose first pages are already measured, else zeros. */
  constructor(digest: Uint8Array = new Uint8Array(DIGEST_BYTES)) {
    this.#digest = new Uint8Array(digest);
  }

  get digest(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#digest);
  }

  /** Pages of `type` from the guest's physical address `gpa` on. @param contents whole pages. */
  add(type: PageType, gpa: number, contents: Uint8Array): void {
    for (let at = 0; at < contents.length; at += PAGE_BYTES)
      this.#addPage(type, gpa + at, contents.subarray(at, at + PAGE_BYTES));
  }

  #addPage(type: PageType, gpa: number, page: Uint8Array): void {
    const contents = MEASURED.has(type) ? sha384(page) : new Uint8Array(DIGEST_BYTES);
    const permissions = new Uint8Array(4);
    this.#digest = new Uint8Array(
      sha384(
        concatBytes(
          this.#digest,
          contents,
          littleEndian(2, PAGE_INFO_BYTES),
          Uint8Array.of(PAGE_TYPES[type], 0),
          permissions,
          littleEndian(8, gpa),
        ),
      ),
    );
  }
}
