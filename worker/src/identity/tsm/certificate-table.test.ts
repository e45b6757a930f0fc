import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateTable, GUIDS } from "../../testing/certificate-table.ts";
import { parseCertificateTable } from "./certificate-table.ts";

const bytes = (byte: number, length = 8) => new Uint8Array(length).fill(byte);

describe("the host's certificate table", () => {
  it("gives each certificate it names", () => {
    const table = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.ask, bytes(2, 100)],
      [GUIDS.ark, bytes(3)],
      [GUIDS.crl, bytes(4)],
    ]);
    expect(parseCertificateTable(table)).toEqual({
      vek: bytes(1),
      ask: bytes(2, 100),
      ark: bytes(3),
      crl: bytes(4),
    });
  });

  it("may name a VLEK in the VCEK's place, and entries that nobody knows", () => {
    const table = certificateTable([
      ["11".repeat(16), bytes(9)],
      [GUIDS.vlek, bytes(1)],
    ]);
    expect(parseCertificateTable(table)).toEqual({ vek: bytes(1) });
  });

  it("is empty when it is nothing", () => {
    expect(parseCertificateTable(new Uint8Array())).toEqual({});
  });

  it("counts as empty when an entry points out of it", () => {
    const table = certificateTable([[GUIDS.vcek, bytes(1)]]);
    new DataView(table.buffer).setUint32(20, table.length, true);
    expect(parseCertificateTable(table)).toEqual({});
    new DataView(table.buffer).setUint32(16, 0xffff_ffff, true);
    expect(parseCertificateTable(table)).toEqual({});
  });

  it("counts as empty when it names one twice, or has no end", () => {
    const twice = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.vlek, bytes(2)],
    ]);
    expect(parseCertificateTable(twice)).toEqual({});
    expect(parseCertificateTable(certificateTable([[GUIDS.vcek, bytes(1)]]).subarray(0, 24))).toEqual({});
  });

  it("never gives bytes from outside it, whatever the host wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (table) => {
        for (const certificate of Object.values(parseCertificateTable(table)))
          expect(certificate.length).toBeLessThanOrEqual(table.length);
      }),
    );
  });
});
