/** Of the GHCB specification. */
export const GUIDS = {
  vcek: "63da758de6644564adc5f4b93be8accd",
  vlek: "a8074bc2a25a483eaae639c045a0b8a1",
  ask: "4ab7b379bbac4fe4a02f05aef327c782",
  ark: "c0b406a4a803495297433fb6014cd0ae",
  crl: "92f81bc358114d3d97ffd19f88dc67ea",
} as const;

/** A table as a host writes it: entries, an end of zeroes, then the certificates. */
export function certificateTable(
  entries: readonly (readonly [guid: string, certificate: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc((entries.length + 1) * 24);
  let offset = head.length;
  for (const [index, [guid, certificate]] of entries.entries()) {
    head.write(guid, index * 24, "hex");
    head.writeUInt32LE(offset, index * 24 + 16);
    head.writeUInt32LE(certificate.length, index * 24 + 20);
    offset += certificate.length;
  }
  return new Uint8Array(Buffer.concat([head, ...entries.map(([, certificate]) => certificate)]));
}
