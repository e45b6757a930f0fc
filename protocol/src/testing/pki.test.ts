import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { MalformedError, toBase64Url } from "../bytes/index.ts";
import { encodeSimulatedPki, mintSimulatedPki, parseSimulatedPki } from "./pki.ts";
import { encodeSimulatedRoots, parseSimulatedRoots } from "./roots.ts";

const pki = await mintSimulatedPki();
const key = toBase64Url(pki.askKey.reveal());

describe("a simulated PKI", () => {
  it("goes whole to the processes that simulate with it", () => {
    const text = encodeSimulatedPki(pki);
    expect(encodeSimulatedPki(parseSimulatedPki(text))).toBe(text);
    expect(text).toContain(key);
  });

  it("tells verifiers its roots and measurements, never its key", () => {
    const text = encodeSimulatedRoots(pki);
    expect(parseSimulatedRoots(text)).toEqual({
      simulatedRoots: pki.simulatedRoots,
      measurements: pki.measurements,
    });
    expect(text).not.toContain(key);
  });

  it("prints its keys nowhere", () => {
    expect(inspect(pki, { depth: 9 })).toContain("REDACTED");
    const gpuKey = toBase64Url(pki.gpu.provisionerKey.reveal());
    for (const secret of [key, gpuKey])
      expect(inspect(pki, { depth: 9 }) + JSON.stringify(pki)).not.toContain(secret);
  });

  it("is refused in any other form", () => {
    const file = JSON.parse(encodeSimulatedPki(pki)) as Record<string, unknown>;
    for (const change of [{ v: 2 }, { simulated: false }, { product: "Milan" }, { askKey: "" }, { extra: 1 }])
      expect(() => parseSimulatedPki(JSON.stringify({ ...file, ...change }))).toThrow(MalformedError);
    expect(() => parseSimulatedRoots(JSON.stringify({ simulatedRoots: {}, measurements: ["00"] }))).toThrow(
      MalformedError,
    );
  });
});
