import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateTable, GUIDS } from "../../testing/certificate-table.ts";
import { parseCertificateTable } from "./certificate-table.ts";

const bytes = (byte: number, length = 8) => new Uint8Array(length).fill(byte);

const setField = (table: Uint8Array, entry: number, field: "offset" | "length", value: number) =>
  new DataView(table.buffer).setUint32(entry * 24 + (field === "offset" ? 16 : 20), value, true);

describe("the host's certificate table", () => {
  it("gives each certificate it names", () => {
    const table = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.ask, bytes(2, 100)],
      [GUIDS.ark, bytes(3)],
      [GUIDS.crl, bytes(4)],
    ]);
    expect(parseCertificateTable(table)).toEqual({
      vcek: bytes(1),
      ask: bytes(2, 100),
      ark: bytes(3),
      crl: bytes(4),
    });
  });

  it("may name a VCEK and a VLEK in any order, and entries that nobody knows", () => {
    const table = certificateTable([
      ["11".repeat(16), bytes(9)],
      [GUIDS.vlek, bytes(1)],
      ["22".repeat(16), new Uint8Array()],
      [GUIDS.vcek, bytes(2)],
    ]);
    expect(parseCertificateTable(table)).toEqual({ vlek: bytes(1), vcek: bytes(2) });
  });

  it("takes an entry without a length for none, wherever it points", () => {
    const table = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.crl, new Uint8Array()],
    ]);
    setField(table, 1, "offset", 0xffff_ffff);
    expect(parseCertificateTable(table)).toEqual({ vcek: bytes(1) });
  });

  it("is empty when it is nothing", () => {
    expect(parseCertificateTable(new Uint8Array())).toEqual({});
  });

  it.each([
    ["offset", 49],
    ["offset", 0xffff_ffff],
    ["length", 9],
    ["length", 0xffff_ffff],
  ] as const)("counts as empty when an entry points out of it (%s %i)", (field, value) => {
    const table = certificateTable([[GUIDS.vcek, bytes(1)]]);
    setField(table, 0, field, value);
    expect(parseCertificateTable(table)).toEqual({});
  });

  it("counts as empty when a certificate would be a part of another, or of the entries", () => {
    const table = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.ask, bytes(2)],
    ]);
    const end = 3 * 24;
    for (const offset of [0, end - 1, end, end + 7]) {
      const hostile = new Uint8Array(table);
      setField(hostile, 1, "offset", offset);
      expect(parseCertificateTable(hostile)).toEqual({});
    }
  });

  it("counts as empty when it names one twice", () => {
    const twice = certificateTable([
      [GUIDS.vcek, bytes(1)],
      [GUIDS.vcek, bytes(2)],
    ]);
    expect(parseCertificateTable(twice)).toEqual({});
  });

  it("counts as empty when it has no end, or more entries than anyone has certificates", () => {
    expect(parseCertificateTable(certificateTable([[GUIDS.vcek, bytes(1)]]).subarray(0, 24))).toEqual({});
    const entries = Array.from({ length: 17 }, () => ["33".repeat(16), bytes(1)] as const);
    expect(parseCertificateTable(certificateTable([[GUIDS.vcek, bytes(1)], ...entries]))).toEqual({});
    expect(parseCertificateTable(certificateTable([[GUIDS.vcek, bytes(1)], ...entries.slice(2)]))).toEqual({
      vcek: bytes(1),
    });
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
