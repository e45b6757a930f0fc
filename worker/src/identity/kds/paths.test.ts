import { describe, expect, it } from "vitest";
import type { EndorsementClaim } from "./claim.ts";
import { chainPath, crlPath, vcekPath } from "./paths.ts";

const GENOA: EndorsementClaim = {
  product: "Genoa",
  signingKey: "VCEK",
  hwid: "0a".repeat(64),
  tcb: { fmc: 0, bootloader: 10, tee: 0, snp: 23, microcode: 84 },
};

describe("the paths of AMD's key service", () => {
  it("name line, chip and levels", () => {
    expect(vcekPath(GENOA)).toBe(
      `/vcek/v1/Genoa/${"0a".repeat(64)}?blSPL=10&teeSPL=00&snpSPL=23&ucodeSPL=84`,
    );
    expect(vcekPath({ ...GENOA, product: "Milan", tcb: { ...GENOA.tcb, microcode: 219 } })).toMatch(
      /^\/vcek\/v1\/Milan\/.*&ucodeSPL=219$/,
    );
  });

  it("name Turin's chips by 16 digits, with one level more", () => {
    const turin = { fmc: 1, bootloader: 1, tee: 1, snp: 4, microcode: 81 };
    expect(vcekPath({ ...GENOA, product: "Turin", hwid: "0123456789abcdef", tcb: turin })).toBe(
      "/vcek/v1/Turin/0123456789abcdef?fmcSPL=01&blSPL=01&teeSPL=01&snpSPL=04&ucodeSPL=81",
    );
  });

  it("have a chain and a revocation list for each kind of key", () => {
    expect([chainPath(GENOA), crlPath(GENOA)]).toEqual(["/vcek/v1/Genoa/cert_chain", "/vcek/v1/Genoa/crl"]);
    const vlek: EndorsementClaim = { ...GENOA, product: "Milan", signingKey: "VLEK" };
    expect([chainPath(vlek), crlPath(vlek)]).toEqual(["/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl"]);
  });

  it("don't exist for a chip that the host masks", () => {
    expect(() => vcekPath({ ...GENOA, hwid: "00".repeat(64) })).toThrow("MASK_CHIP_ID");
  });
});
