import { concatBytes, utf8 } from "../bytes/index.ts";
import { guidBytes, littleEndian } from "../launch/little-endian.ts";

const PAGE_BYTES = 4096;
const METADATA_FROM_END = 1024;
const AP_RESET_EIP = 0x80_b004;

/** Types of metadata sections, as the image numbers them. */
export const OVMF_SECTION = { memory: 1, secrets: 2, cpuid: 3, kernelHashes: 0x10 } as const;

export interface OvmfImage {
  readonly sections?: readonly (readonly [gpa: number, sizeBytes: number, type: number])[];
  readonly version?: number;
  readonly hashTable?: number;
}

/** SIMULATED firmware: one page without code, with the tables that a real OVMF image for SEV-SNP ends in. */
export function ovmfImage({
  sections = [
    [0x80_0000, 0x2000, OVMF_SECTION.memory],
    [0x80_2000, 0x1000, OVMF_SECTION.secrets],
    [0x80_3000, 0x1000, OVMF_SECTION.cpuid],
    [0x81_0000, 0x1000, OVMF_SECTION.kernelHashes],
  ],
  version = 1,
  hashTable = 0x81_0c00,
}: OvmfImage = {}): Uint8Array<ArrayBuffer> {
  const words = [16 + 12 * sections.length, version, sections.length, ...sections.flat()];
  const metadata = concatBytes(utf8("ASEV"), ...words.map((word) => littleEndian(4, word)));
  const entries = concatBytes(
    entry(
      "7255371f-3a3b-4b04-927b-1da6efa8d454",
      concatBytes(littleEndian(4, hashTable), littleEndian(4, 0x400)),
    ),
    entry("dc886566-984a-4798-a75e-5585a7bf67cc", littleEndian(4, METADATA_FROM_END)),
    entry("00f771de-1a7e-4fcb-890e-68c77e2fb44e", littleEndian(4, AP_RESET_EIP)),
  );
  const footer = guidBytes("96b582de-1fb2-45f7-baea-a366c55a082d");
  const table = concatBytes(entries, littleEndian(2, entries.length + 18), footer);
  const page = new Uint8Array(PAGE_BYTES);
  page.set(metadata, PAGE_BYTES - METADATA_FROM_END);
  page.set(table, PAGE_BYTES - 32 - table.length);
  return page;
}

const entry = (guid: string, data: Uint8Array): Uint8Array =>
  concatBytes(data, littleEndian(2, data.length + 18), guidBytes(guid));
