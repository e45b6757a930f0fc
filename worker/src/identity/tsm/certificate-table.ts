/** What a host may put beside a report. */
export type CertificateName = "vcek" | "vlek" | "ask" | "ark" | "crl";
export type CertificateTable = Partial<Record<CertificateName, Uint8Array>>;

/** Of the GHCB specification, in plain byte order. */
const NAMES: Readonly<Record<string, CertificateName>> = {
  "63da758de6644564adc5f4b93be8accd": "vcek",
  a8074bc2a25a483eaae639c045a0b8a1: "vlek",
  "4ab7b379bbac4fe4a02f05aef327c782": "ask",
  c0b406a4a803495297433fb6014cd0ae: "ark",
  "92f81bc358114d3d97ffd19f88dc67ea": "crl",
};
const END = "00".repeat(16);

const ENTRY_BYTES = 24;
const MOST_ENTRIES = 16;

interface Entry {
  readonly guid: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads the host's certificate table: entries of GUID(16) offset(4) length(4), little-endian, until a GUID of zeroes, then
 * the certificates. The host may write anything there, so a table that is not of this form, has no end, names one twice,
 * or whose parts overlap counts as empty; what the certificates are worth is for the verifier to say.
 */
export function parseCertificateTable(table: Uint8Array): CertificateTable {
  const entries = readEntries(table);
  if (!entries || !areApart(entries, table.length)) return {};
  const found: CertificateTable = {};
  for (const { guid, from, to } of entries) {
    const name = NAMES[guid];
    if (!name || from === to) continue;
    if (found[name]) return {};
    found[name] = table.slice(from, to);
  }
  return found;
}

/** Null for a table without an end. */
function readEntries(table: Uint8Array): readonly Entry[] | null {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= table.length && entries.length <= MOST_ENTRIES; at += ENTRY_BYTES) {
    const guid = Buffer.from(table.subarray(at, at + 16)).toString("hex");
    if (guid === END) return entries;
    const from = view.getUint32(at + 16, true);
    entries.push({ guid, from, to: from + view.getUint32(at + 20, true) });
  }
  return null;
}

/** Whether every part lies inside the table, behind its entries, and none touches another's bytes. */
function areApart(entries: readonly Entry[], length: number): boolean {
  let free = (entries.length + 1) * ENTRY_BYTES;
  for (const { from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from === to) continue;
    if (from < free || to > length) return false;
    free = to;
  }
  return true;
}
