import { MalformedError } from "@cocoon/protocol/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPem } from "../testing/fake-kds.ts";
import { parsePem } from "./pem.ts";

const text = (pem: string) => new Uint8Array(Buffer.from(pem));
const [one, two] = [new Uint8Array(100).fill(1), new Uint8Array(7).fill(2)];

describe("certificates in PEM", () => {
  it("are read in their order, whatever white space is between them", () => {
    expect(parsePem(text(toPem(one) + toPem(two)), 2)).toEqual([one, two]);
    expect(parsePem(text(`\r\n${toPem(one)}\n\n ${toPem(two).replaceAll("\n", "\r\n")}`), 2)).toEqual([
      one,
      two,
    ]);
  });

  it.each([
    ["nothing", ""],
    ["another page", "<html>503</html>"],
    ["text before them", `Subject: x\n${toPem(one)}`],
    ["one that is cut off", toPem(one).slice(0, -10)],
    ["another kind of block", toPem(one).replaceAll("CERTIFICATE", "PRIVATE KEY")],
    ["what is no base64", toPem(one).replace("AQEB", "A!EB")],
    ["more than asked for", toPem(one) + toPem(two) + toPem(one)],
  ])("are refused for %s", (_, pem) => {
    expect(() => parsePem(text(pem), 2)).toThrow(MalformedError);
  });

  it("are read or refused, never anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (noise, at) => {
        const pem = text(toPem(one));
        const mixed = Buffer.concat([pem.subarray(0, at), noise, pem.subarray(at)]);
        try {
          expect(parsePem(mixed, 2).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });
});
