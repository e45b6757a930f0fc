import { describe, expect, it } from "vitest";
import { MalformedError } from "../bytes/index.ts";
import { WITNESS_MAX_AGE_MS } from "../reference-values/index.ts";
import { developmentPolicy } from "../testing/index.ts";
import { AMD_ROOTS } from "./amd-roots.ts";
import { NVIDIA_ROOTS } from "./gpu/roots.ts";
import { encodePolicy, parsePolicy } from "./policy.ts";
import { pinnedReferenceValues, productionPolicy } from "./production-policy.ts";

const SIMULATED = { simulatedRoots: { Genoa: "11".repeat(32) }, measurements: ["22".repeat(48)] };
const KEYS = { manifestKey: "33".repeat(32), witnessKey: "44".repeat(32) };
const production = JSON.parse(encodePolicy(productionPolicy())) as Record<string, unknown>;
const refuses = (policy: unknown): void =>
  expect(() => parsePolicy(JSON.stringify(policy))).toThrow(MalformedError);

describe("a policy file", () => {
  it("is read back as it was written", () => {
    expect(parsePolicy(encodePolicy(productionPolicy()))).toEqual(productionPolicy());
  });

  it.each(Object.keys(production))("is refused without %s", (field) => {
    const { [field]: _left, ...rest } = production;
    refuses(rest);
  });

  it("is refused with an unknown field, here or deeper", () => {
    refuses({ ...production, allowEverything: true });
    refuses({ ...production, minGuestAbi: { major: 1, minor: 0, build: 0 } });
  });

  it.each<[string, unknown]>([
    ["debug", "allow"],
    ["vmpl", [4]],
    ["vmpl", "all"],
    ["measurements", ["22".repeat(47)]],
    ["measurements", ["AB".repeat(48)]],
    ["referenceValues", "any"],
    ["referenceValues", { ...KEYS }],
    ["referenceValues", { ...KEYS, witnessMaxAgeMs: WITNESS_MAX_AGE_MS + 1 }],
    ["referenceValues", { ...KEYS, witnessKey: KEYS.manifestKey, witnessMaxAgeMs: WITNESS_MAX_AGE_MS }],
    ["minReportVersion", 6],
    ["products", ["Venice"]],
    ["signingKeys", ["VCEK", "NONE"]],
    ["beaconSources", ["moon"]],
    ["crlMaxAgeMs", -1],
    ["name", ""],
  ])("is refused with %s as %j", (field, value) => refuses({ ...production, [field]: value }));
});

describe("roots", () => {
  const pin = { product: "Genoa", spkiSha256: "11".repeat(32) };

  it("that are simulated are refused, unless a development entry point allows them", () => {
    const policy = { ...production, roots: [{ ...pin, class: "simulated" }] };
    refuses(policy);
    expect(parsePolicy(JSON.stringify(policy), { allowSimulated: true }).roots).toHaveLength(1);
  });

  it("can't be called AMD's when they are not, nor simulated when they are AMD's", () => {
    const [genuine] = AMD_ROOTS;
    for (const root of [
      { ...pin, class: "amd" },
      { ...genuine, class: "simulated" },
      { ...genuine, product: "Turin" },
    ])
      expect(() =>
        parsePolicy(JSON.stringify({ ...production, roots: [root] }), { allowSimulated: true }),
      ).toThrow(MalformedError);
  });
});

it("has each of AMD's roots as AMD's own, also the one that production does not pin", () => {
  expect(AMD_ROOTS.map(({ product, class: whose }) => [product, whose])).toEqual([
    ["Milan", "amd"],
    ["Genoa", "amd"],
    ["Turin", "amd"],
  ]);
});

describe("roots of GPUs", () => {
  const pin = { spkiSha256: "11".repeat(32) };

  it("that are simulated are refused, unless a development entry point allows them", () => {
    const policy = { ...production, gpuRoots: [{ ...pin, class: "simulated" }] };
    refuses(policy);
    expect(parsePolicy(JSON.stringify(policy), { allowSimulated: true }).gpuRoots).toHaveLength(1);
  });

  it("can't be called NVIDIA's when they are not, nor simulated when they are NVIDIA's", () => {
    for (const root of [
      { ...pin, class: "nvidia" },
      { ...NVIDIA_ROOTS[0], class: "simulated" },
    ])
      expect(() =>
        parsePolicy(JSON.stringify({ ...production, gpuRoots: [root] }), { allowSimulated: true }),
      ).toThrow(MalformedError);
  });
});

describe("the production policy", () => {
  it("pins AMD's roots only, and not Milan's", () => {
    const { roots, products } = productionPolicy();
    expect(roots.map(({ product }) => product)).toEqual(["Genoa", "Turin"]);
    expect(roots.every((root) => root.class === "amd")).toBe(true);
    expect(products).toEqual(["Genoa", "Turin"]);
  });

  it("demands a GPU, under NVIDIA's root and no other", () => {
    expect(productionPolicy()).toMatchObject({ gpuTee: "require", gpuRoots: NVIDIA_ROOTS });
  });

  it("takes the time from TON's blocks alone", () => {
    expect(productionPolicy().beaconSources).toEqual(["ton"]);
  });

  it("approves no image before one is published, and names nobody who could publish one", () => {
    expect(productionPolicy()).toMatchObject({ measurements: [], referenceValues: "none" });
  });

  it("would take the newest keys that a build pins, with a witness of seven days at most", () => {
    const newest = { ...KEYS, witnessMaxAgeMs: WITNESS_MAX_AGE_MS };
    const pinned = [{ manifestKey: "55".repeat(32), witnessKey: "66".repeat(32) }, KEYS];
    expect(pinnedReferenceValues(pinned)).toEqual(newest);
    expect(parsePolicy(JSON.stringify({ ...production, referenceValues: newest }))).toMatchObject({
      referenceValues: newest,
    });
  });

  it("is a new object each time, so that nobody loosens another's", () => {
    expect(productionPolicy()).not.toBe(productionPolicy());
    expect(productionPolicy().measurements).not.toBe(productionPolicy().measurements);
  });
});

describe("the development policy", () => {
  it("differs from production in name, roots, reference values and beacon alone", () => {
    const { name, roots, measurements, referenceValues, beaconSources, gpuRoots, ...rest } =
      developmentPolicy({ ...SIMULATED, referenceKeys: KEYS, simulatedGpuRoot: "77".repeat(32) });
    expect(productionPolicy()).toMatchObject(rest);
    expect({ name, measurements, referenceValues, beaconSources, gpuRoots }).toEqual({
      name: "development",
      measurements: SIMULATED.measurements,
      referenceValues: { ...KEYS, witnessMaxAgeMs: WITNESS_MAX_AGE_MS },
      beaconSources: ["simulated"],
      gpuRoots: [{ spkiSha256: "77".repeat(32), class: "simulated" }],
    });
    expect(roots).toEqual([{ product: "Genoa", spkiSha256: "11".repeat(32), class: "simulated" }]);
  });

  it("demands no GPU of a network that has no root for one", () => {
    expect(developmentPolicy(SIMULATED)).toMatchObject({ gpuTee: "any", gpuRoots: [] });
  });

  it("is refused for roots of no known product, and for AMD's own", () => {
    const of = (simulatedRoots: Record<string, string>) => () =>
      developmentPolicy({ ...SIMULATED, simulatedRoots });
    expect(of({ Venice: "11".repeat(32) })).toThrow(MalformedError);
    expect(of({ Genoa: AMD_ROOTS[1]?.spkiSha256 ?? "" })).toThrow(MalformedError);
  });
});
