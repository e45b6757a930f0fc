import { equalBytes, MalformedError, utf8 } from "../bytes/index.ts";
import { LaunchContext, PAGE_BYTES } from "./launch-context.ts";
import { guidBytes, readLittleEndian } from "./little-endian.ts";

const FOUR_GIB = 0x1_0000_0000;
const FIRMWARE_LIMIT_BYTES = 16 * 1024 * 1024;
const SECTION_LIMIT = 64;
const SECTION_PAGES_LIMIT = 4096;

/** From the end of the file to the end of the table of GUIDs. */
const AFTER_TABLE_BYTES = 32;
/** Each entry of the table ends in its size and its GUID. */
const ENTRY_TAIL_BYTES = 18;
const FOOTER = guidBytes("96b582de-1fb2-45f7-baea-a366c55a082d");
const SEV_METADATA = guidBytes("dc886566-984a-4798-a75e-5585a7bf67cc");
const HASH_TABLE = guidBytes("7255371f-3a3b-4b04-927b-1da6efa8d454");
const AP_RESET = guidBytes("00f771de-1a7e-4fcb-890e-68c77e2fb44e");

/** What a section of the firmware's SEV metadata asks the host to put into a range of pages. */
export type SectionKind = "memory" | "secrets" | "cpuid" | "svsm" | "kernelHashes";
const SECTION_KINDS = new Map<number, SectionKind>([
  [1, "memory"],
  [2, "secrets"],
  [3, "cpuid"],
  [4, "svsm"],
  [0x10, "kernelHashes"],
]);

export interface FirmwareSection {
  readonly kind: SectionKind;
  /** Guest physical address, bytes. */
  readonly gpa: number;
  readonly sizeBytes: number;
}

/** What an OVMF image contributes to a launch digest. */
export interface Firmware {
  /** The launch digest after all of the image's own pages, 48 bytes. */
  readonly digest: Uint8Array;
  readonly sections: readonly FirmwareSection[];
  /** Where the table of kernel hashes lies; 0 in a build that has no room for one. */
  readonly hashTableGpa: number;
  /** Where every processor but the first starts. */
  readonly apResetEip: number;
}

/**
 * Reads an OVMF image of whole pages, which ends at 4 GiB in the guest (edk2, OvmfPkg/ResetVector).
 * @throws MalformedError for an image without SEV-SNP metadata
 */
export function readFirmware(image: Uint8Array): Firmware {
  if (image.length > FIRMWARE_LIMIT_BYTES) throw new MalformedError("OVMF: larger than 16 MiB");
  const context = new LaunchContext();
  const metadata = readFirmwareMetadata(image);
  context.add("normal", FOUR_GIB - image.length, image);
  return { digest: context.digest, ...metadata };
}

/** The same without the digest; the image's last pages suffice, where they hold the metadata. @throws MalformedError */
export function readFirmwareMetadata(image: Uint8Array): Omit<Firmware, "digest"> {
  if (image.length === 0 || image.length % PAGE_BYTES) throw new MalformedError("OVMF: not of whole pages");
  const entry = readTable(image);
  return {
    sections: readSections(image, readLittleEndian(exactly(entry(SEV_METADATA), 4, "SEV metadata"))),
    hashTableGpa: readLittleEndian((entry(HASH_TABLE) ?? new Uint8Array(4)).subarray(0, 4)),
    apResetEip: readLittleEndian(exactly(entry(AP_RESET), 4, "reset address")),
  };
}

function exactly(data: Uint8Array | undefined, bytes: number, what: string): Uint8Array {
  if (data?.length !== bytes) throw new MalformedError(`OVMF: has no ${what} for SEV-SNP`);
  return data;
}

type Table = (guid: Uint8Array) => Uint8Array | undefined;

/** The table is read from its end: each entry is `data ‖ u16 size ‖ GUID`, the size counting all three. */
function readTable(image: Uint8Array): Table {
  const end = image.length - AFTER_TABLE_BYTES;
  const footer = readEntryTail(image, end);
  if (!equalBytes(footer.guid, FOOTER)) throw new MalformedError("OVMF: has no table of GUIDs");
  const start = end - footer.size;
  if (footer.size < ENTRY_TAIL_BYTES || start < 0) throw new MalformedError("OVMF: table of GUIDs is broken");
  const entries: { readonly guid: Uint8Array; readonly data: Uint8Array }[] = [];
  for (let at = end - ENTRY_TAIL_BYTES; at - start >= ENTRY_TAIL_BYTES; ) {
    const { guid, size } = readEntryTail(image, at);
    if (size < ENTRY_TAIL_BYTES || at - size < start)
      throw new MalformedError("OVMF: table of GUIDs is broken");
    entries.push({ guid, data: image.subarray(at - size, at - ENTRY_TAIL_BYTES) });
    at -= size;
  }
  return (guid) => entries.find((entry) => equalBytes(entry.guid, guid))?.data;
}

const readEntryTail = (image: Uint8Array, end: number): { guid: Uint8Array; size: number } => ({
  guid: image.subarray(end - 16, end),
  size: readLittleEndian(image.subarray(end - ENTRY_TAIL_BYTES, end - 16)),
});

/** `"ASEV" ‖ u32 length ‖ u32 version ‖ u32 count`, then a section each: `u32 gpa ‖ u32 size ‖ u32 type`. */
function readSections(image: Uint8Array, fromEnd: number): FirmwareSection[] {
  const start = image.length - fromEnd;
  if (start < 0 || fromEnd < 16) throw new MalformedError("OVMF: SEV metadata lies outside of the image");
  const word = (at: number): number => readLittleEndian(image.subarray(start + at, start + at + 4));
  const [length, version, count] = [word(4), word(8), word(12)];
  if (!equalBytes(image.subarray(start, start + 4), utf8("ASEV")) || version !== 1)
    throw new MalformedError("OVMF: SEV metadata is not of version 1");
  if (count > SECTION_LIMIT || length < 16 + 12 * count || length > fromEnd)
    throw new MalformedError("OVMF: SEV metadata is broken");
  return Array.from({ length: count }, (_, i) => {
    const at = 16 + 12 * i;
    return section(word(at), word(at + 4), word(at + 8));
  });
}

function section(gpa: number, sizeBytes: number, type: number): FirmwareSection {
  const kind = SECTION_KINDS.get(type);
  if (!kind) throw new MalformedError(`OVMF: metadata section of unknown type ${type}`);
  if (gpa % PAGE_BYTES || sizeBytes % PAGE_BYTES || sizeBytes > SECTION_PAGES_LIMIT * PAGE_BYTES)
    throw new MalformedError("OVMF: a metadata section is not of whole pages");
  return { kind, gpa, sizeBytes };
}
