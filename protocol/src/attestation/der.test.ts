import { describe, expect, it } from "vitest";
import { fromHex, MalformedError, toHex, utf8 } from "../bytes/index.ts";
import { der, integer, sequence, utcTime } from "../testing/der-writer.ts";
import {
  bitStringBytes,
  booleanTrue,
  DerReader,
  onlyElement,
  readTimeMs,
  smallInteger,
  TAG,
  unsignedInteger,
} from "./der.ts";

const reads = (hex: string, tag: number): string => toHex(onlyElement(fromHex(hex), tag));
const refuses = (hex: string, tag: number): void => expect(() => reads(hex, tag)).toThrow(MalformedError);
const time = (tag: number, text: string): number => readTimeMs(new DerReader(der(tag, utf8(text))));

describe("DER", () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])("reads what its mirror writes: %i bytes", (length) => {
    const content = new Uint8Array(length).fill(7);
    expect(onlyElement(der(TAG.octetString, content), TAG.octetString)).toEqual(content);
  });

  it.each([0, 1, 127, 128, 255, 256, 2 ** 40])("reads the integer %d that its mirror writes", (value) => {
    const content = onlyElement(integer(value), TAG.integer);
    expect(BigInt(`0x${toHex(unsignedInteger(content))}`)).toBe(BigInt(value));
  });

  it.each([
    ["another tag", "0500"],
    ["an indefinite length", "04800000"],
    ["a length with a leading zero", "0482000100"],
    ["a long length where a short one does", "04810100"],
    ["a length over four gigabytes", "04850100000000"],
    ["a content that ends early", "040200"],
    ["a length that ends early", "0482"],
    ["a byte after the end", "04010000"],
    ["nothing", ""],
  ])("refuses %s", (_name, hex) => refuses(hex, TAG.octetString));

  it("refuses tags of several bytes, and an element where none is", () => {
    expect(() => new DerReader(fromHex("1f8101")).any()).toThrow(MalformedError);
    expect(() => new DerReader(new Uint8Array()).any()).toThrow(MalformedError);
  });

  it("refuses integers that are empty, negative, not minimal or too large", () => {
    for (const content of ["", "80", "ff", "0000", "007f"])
      expect(() => unsignedInteger(fromHex(content))).toThrow(MalformedError);
    expect(smallInteger(fromHex("00ff"))).toBe(255);
    expect(() => smallInteger(fromHex("0100"))).toThrow(MalformedError);
  });

  it("refuses TRUE in another spelling, FALSE where it is the default, and bits that are no bytes", () => {
    expect(booleanTrue(fromHex("ff"))).toBe(true);
    for (const content of ["01", "00", "", "ffff"])
      expect(() => booleanTrue(fromHex(content))).toThrow(MalformedError);
    for (const content of ["", "01ff"])
      expect(() => bitStringBytes(fromHex(content))).toThrow(MalformedError);
  });
});

describe("X.509 times", () => {
  it("are read to the millisecond", () => {
    const ms = Date.UTC(2026, 10, 22, 23, 59, 58);
    expect(readTimeMs(new DerReader(utcTime(ms)))).toBe(ms);
    expect(time(TAG.utcTime, "500101000000Z")).toBe(Date.UTC(1950, 0, 1));
    expect(time(TAG.generalizedTime, "20500101000000Z")).toBe(Date.UTC(2050, 0, 1));
  });

  it.each([
    ["without seconds", TAG.utcTime, "2601010000Z"],
    ["with a zone", TAG.utcTime, "260101000000+0100"],
    ["of no day", TAG.utcTime, "260230000000Z"],
    ["of no month", TAG.utcTime, "261301000000Z"],
    ["of no hour", TAG.utcTime, "260101240000Z"],
    ["of no minute", TAG.utcTime, "260101006000Z"],
    ["with fractions", TAG.generalizedTime, "20500101000000.5Z"],
    ["generalized before its year", TAG.generalizedTime, "20490101000000Z"],
    ["of letters", TAG.utcTime, "26010100000AZ"],
    ["of another type", TAG.octetString, "260101000000Z"],
  ] as const)("are refused %s", (_name, tag, text) => expect(() => time(tag, text)).toThrow(MalformedError));

  it("leave what follows to the next reader", () => {
    const reader = new DerReader(sequence(utcTime(0), integer(1))).inside(TAG.sequence);
    readTimeMs(reader);
    expect(smallInteger(reader.content(TAG.integer))).toBe(1);
    reader.end();
  });
});
