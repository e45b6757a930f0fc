import { MalformedError } from "@cocoon/protocol/bytes";
import { describe, expect, it } from "vitest";
import { type GoldenMeasurements, gpuValueOf } from "./golden.ts";

const golden = (version: string, block: number): GoldenMeasurements => ({
  architecture: "GH100",
  version,
  measurements: [{ block, digests: ["ab".repeat(48)] }],
});
const driver = golden("580.95.05", 2);
const vbios = golden("96.00.5E.00.01", 1);

describe("the value of one driver and one VBIOS", () => {
  it("has the blocks of both in their order", () => {
    expect(gpuValueOf(driver, vbios)).toEqual({
      architecture: "GH100",
      driver: "580.95.05",
      vbios: "96.00.5E.00.01",
      measurements: [...vbios.measurements, ...driver.measurements],
    });
    expect(gpuValueOf({ ...driver, version: "550.144.03" }, vbios).driver).toBe("550.144.03");
    expect(gpuValueOf({ ...driver, version: "535.98" }, vbios).driver).toBe("535.98");
  });

  it("is not made of swapped files, nor of versions that no GPU reports", () => {
    expect(() => gpuValueOf(vbios, driver)).toThrow("--driver");
    for (const version of ["", "580", "580.95.05.01", "v580.95.05", "580.95.05\n", "96.00.5E.00.01"])
      expect(() => gpuValueOf({ ...driver, version }, vbios)).toThrow(MalformedError);
    for (const version of ["", "96.00.5E.00", "96.00.5e.00.01", "96.00.5E.00.01 ", "580.95.05"])
      expect(() => gpuValueOf(driver, { ...vbios, version })).toThrow("--vbios");
  });

  it("is not made where either file has no active entry", () => {
    const none = { measurements: [] };
    expect(() => gpuValueOf({ ...driver, ...none }, vbios)).toThrow("no measurement");
    expect(() => gpuValueOf(driver, { ...vbios, ...none })).toThrow("no measurement");
  });
});
