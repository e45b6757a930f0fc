/** What a host may put beside a report. */
export type CertificateName = "vek" | "ask" | "ark" | "crl";
export type CertificateTable = Partial<Record<CertificateName, Uint8Array>>;

/** Of the GHCB specification, in plain byte order. A guest has a VCEK or a VLEK. */
const NAMES: Readonly<Record<string, CertificateName>> = {
  "63da758de6644564adc5f4b93be8accd": "vek",
  a8074bc2a25a483eaae639c045a0b8a1: "vek",
  "4ab7b379bbac4fe4a02f05aef327c782": "ask",
  c0b406a4a803495297433fb6014cd0ae: "ark",
  "92f81bc358114d3d97ffd19f88dc67ea": "crl",
};
const END = "00".repeat(16);

const ENTRY_BYTES = 24;
const MOST_ENTRIES = 16;

/**
 * Reads the host's certificate table: entries of GUID(16) offset(4) length(4), little-endian, until a GUID of zeroes.
 * The host may write anything there, so whatever is out of bounds or named twice makes the whole table count as empty;
 * what the certificates are worth is for the verifier to say.
 */
export function parseCertificateTable(table: Uint8Array): CertificateTable {
  const found: CertificateTable = {};
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  for (
    let entry = 0, at = 0;
    entry < MOST_ENTRIES && at + ENTRY_BYTES <= table.length;
    entry++, at += ENTRY_BYTES
  ) {
    const guid = Buffer.from(table.subarray(at, at + 16)).toString("hex");
    if (guid === END) return found;
    const offset = view.getUint32(at + 16, true);
    const length = view.getUint32(at + 20, true);
    if (offset + length > table.length) return {};
    const name = NAMES[guid];
    if (!name || length === 0) continue;
    if (found[name]) return {};
    found[name] = table.slice(offset, offset + length);
  }
  return {};
}
