import { concatBytes, MalformedError, sha256, utf8 } from "../bytes/index.ts";
import { PAGE_BYTES } from "./launch-context.ts";
import { guidBytes, littleEndian } from "./little-endian.ts";

const TABLE = guidBytes("9438d606-4f22-4cc9-b479-a793d411fd21");
const CMDLINE = guidBytes("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");
const INITRD = guidBytes("44baf731-3a2f-4bd7-9af1-41e29169781d");
const KERNEL = guidBytes("4de79437-abd2-427f-b835-d5b172d2045b");
const HEADER_BYTES = 18;
const ENTRY_BYTES = HEADER_BYTES + 32;
const TABLE_BYTES = HEADER_BYTES + 3 * ENTRY_BYTES;

/** A kernel that the host hands to the firmware, and that the firmware runs only if it has these hashes. */
export interface DirectBoot {
  /** SHA-256 of the file, 32 bytes. */
  readonly kernel: Uint8Array;
  /** SHA-256 of the file; of nothing where there is none. */
  readonly initrd: Uint8Array;
  readonly cmdline: string;
}

const entry = (guid: Uint8Array, hash: Uint8Array): Uint8Array =>
  concatBytes(guid, littleEndian(2, ENTRY_BYTES), hash);

/**
 * The page that QEMU makes for `-kernel` with `kernel-hashes=on` (target/i386/sev.c): zeros, and the table at the offset
 * that the firmware names. The command line is hashed with the NUL that ends it.
 */
export function kernelHashesPage(boot: DirectBoot, hashTableGpa: number): Uint8Array<ArrayBuffer> {
  const page = new Uint8Array(PAGE_BYTES);
  const offset = hashTableGpa % PAGE_BYTES;
  if (offset + TABLE_BYTES > PAGE_BYTES) throw new MalformedError("OVMF: the hash table crosses its page");
  page.set(
    concatBytes(
      TABLE,
      littleEndian(2, TABLE_BYTES),
      entry(CMDLINE, sha256(utf8(`${boot.cmdline}\0`))),
      entry(INITRD, boot.initrd),
      entry(KERNEL, boot.kernel),
    ),
    offset,
  );
  return page;
}
