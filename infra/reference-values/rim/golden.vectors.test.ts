import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MalformedError } from "@cocoon/protocol/bytes";
import { describe, expect, it } from "vitest";
import { rim } from "./command.ts";
import { gpuValueOf, readGolden } from "./golden.ts";

const FOLDER = `${process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../shared/vectors", import.meta.url))}/gpu/rims`;
const VBIOS = `${FOLDER}/1010_0200_882_96005E0001_PROD.swidtag`;
const DRIVER = `${FOLDER}/NV_GPU_DRIVER_GH100_550.144.03.xml`;
const [VBIOS_MS, DRIVER_MS] = [Date.UTC(2024, 5, 1), Date.UTC(2025, 5, 1)];
const command = { command: "rim", driver: DRIVER, vbios: VBIOS } as const;

describe.skipIf(!existsSync(FOLDER))(
  "NVIDIA's golden measurements (skipped where COCOON_VECTORS is absent)",
  () => {
    const read = (path: string) => readFileSync(path, "utf8");

    it("are verified, and give the value of one driver and one VBIOS", () => {
      const vbios = readGolden(read(VBIOS), VBIOS_MS);
      const driver = readGolden(read(DRIVER), DRIVER_MS);
      const value = gpuValueOf(driver, vbios);
      expect(value).toMatchObject({ architecture: "GH100", driver: "550.144.03", vbios: "96.00.5E.00.01" });
      expect(vbios.measurements.map(({ block }) => block)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13]);
      expect(value.measurements).toHaveLength(vbios.measurements.length + driver.measurements.length);
      expect(value.measurements[1]?.digests[0]).toMatch(/^c3f65ef79a19c029/);
      expect(() => gpuValueOf({ ...vbios, version: driver.version }, vbios)).toThrow(
        "both files speak of the same block",
      );
      expect(() => gpuValueOf(vbios, driver)).toThrow("--driver");
      expect(() => gpuValueOf(driver, { ...vbios, architecture: "GB100" })).toThrow(MalformedError);
    });

    it.each([
      [
        "a digest of another firmware",
        (file: string) => file.replace("c3f65ef7", "c3f65ef8"),
        "not what was signed",
      ],
      [
        "an entry that counts no more",
        (file: string) => file.replace('active="True"', 'active="False"'),
        "not what was signed",
      ],
      [
        "another digest in the signature",
        (file: string) => file.replace("<ds:DigestValue>D", "<ds:DigestValue>E"),
        "not what was signed",
      ],
      [
        "another signature",
        (file: string) => file.replace(/<ds:SignatureValue>./, "<ds:SignatureValue>"),
        "not that of its certificate",
      ],
      [
        "the signature's own elements without their prefix, which it is over",
        (file: string) =>
          file.replaceAll("<ds:", "<").replaceAll("</ds:", "</").replaceAll("xmlns:ds=", "xmlns="),
        "not that of its certificate",
      ],
      [
        "a reference to a part only",
        (file: string) => file.replace('URI=""', 'URI="#a"'),
        "a part of the file",
      ],
      [
        "no signature",
        (file: string) => file.replace(/<ds:Signature [^]*<\/ds:Signature>/, ""),
        "one signature",
      ],
      [
        "no root",
        (file: string) =>
          file.replace(/<ds:X509Certificate>(?![^]*<ds:X509Certificate>)[^]*?<\/ds:X509Certificate>/, ""),
        "NVIDIA's root",
      ],
      [
        "an entity",
        (file: string) => file.replace("NVIDIA Corporation", "NVIDIA &amp; Corporation"),
        "not of the form",
      ],
    ])("are refused with %s", (_, change, why) => {
      const changed = change(read(VBIOS));
      expect(changed).not.toBe(read(VBIOS));
      expect(() => readGolden(changed, VBIOS_MS)).toThrow(why);
    });

    it("are refused once their certificates have expired, unless a date is given at which they had not", () => {
      expect(() => rim({ ...command, atMs: null }, Date.UTC(2026, 10, 22))).toThrow(
        /swidtag can't be used: a certificate is valid from/,
      );
      expect(JSON.parse(rim({ ...command, atMs: DRIVER_MS }, 0))).toMatchObject({ driver: "550.144.03" });
    });
  },
);
