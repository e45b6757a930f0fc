import { encodeDeviceEvidence } from "@cocoon/protocol/attestation";
import { MalformedError } from "@cocoon/protocol/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPem } from "../../testing/fake-kds.ts";
import { parseEvidenceOutput } from "./evidence-output.ts";

const NONCE = new Uint8Array(32).fill(5);
const REPORT = new Uint8Array([0x11, 0xe0, 1, 0xff, ...NONCE, 0, 0x11, 0x60, 9]);
const CERTIFICATE = new Uint8Array(30).fill(8);
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
const GOOD = {
  result_code: 0,
  evidences: [{ evidence: base64(REPORT), certificate: base64(toPem(CERTIFICATE)) }],
};
const parse = (output: unknown) => parseEvidenceOutput(Buffer.from(JSON.stringify(output)), NONCE);

describe("the output of NVIDIA's program", () => {
  it("is evidence, as device evidence has it", () => {
    const gpus = parse(GOOD);
    expect(gpus).toEqual([{ report: REPORT, chain: [CERTIFICATE] }]);
    const part = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const expected = Buffer.concat([Buffer.from([1]), part(REPORT), Buffer.from([1]), part(CERTIFICATE)]);
    expect(Buffer.from(encodeDeviceEvidence(gpus))).toEqual(expected);
  });

  it.each([
    ["fields of another type", { ...GOOD, evidences: "none" }],
    ["evidence that is no base64", { ...GOOD, evidences: [{ ...GOOD.evidences[0], evidence: "%%%" }] }],
    ["a certificate that is no PEM", { ...GOOD, evidences: [{ ...GOOD.evidences[0], certificate: "AAAA" }] }],
    ["a missing field", { ...GOOD, evidences: [{ evidence: base64(REPORT) }] }],
    ["nothing", null],
  ])("is refused with %s", (_, output) => {
    expect(() => parse(output)).toThrow(MalformedError);
  });

  it("is read or refused, never anything else", () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => new Uint8Array(Buffer.from(json))),
      fc
        .nat(JSON.stringify(GOOD).length)
        .map((at) => new Uint8Array(Buffer.from(JSON.stringify(GOOD)).subarray(0, at))),
    );
    fc.assert(
      fc.property(noise, (output) => {
        try {
          parseEvidenceOutput(output, NONCE);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });
});
