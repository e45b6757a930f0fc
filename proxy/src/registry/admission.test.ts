import type { OperatorForm } from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { friendlyAddress } from "@cocoon/protocol/money";
import { developmentPolicy, mintSimulatedPki, type SimulatedPki } from "@cocoon/protocol/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { StubIdentity, type StubOptions } from "../testing/stub-identity.ts";
import { admit } from "./admission.ts";

const ORIGIN = "https://proxy.example";
const CHALLENGE = "5a".repeat(32);

let pki: SimulatedPki;
beforeAll(async () => {
  pki = await mintSimulatedPki();
});

/** What becomes of a worker that spells its offers so; everything else about it is right, its signatures too. */
const admitted = (spell: (offers: string) => string) => admittedWith({ spell });

async function admittedWith(options: Partial<StubOptions>, operators: OperatorForm = "address or name") {
  const identity = await StubIdentity.create({ pki, name: "worker", ...options });
  const hello = await identity.hello(ORIGIN, CHALLENGE);
  const node = admit(hello, {
    policy: developmentPolicy(pki),
    operators,
    referenceValues: null,
    origin: ORIGIN,
    challenge: fromHex(CHALLENGE),
    holder: "holder",
    nowMs: Date.now(),
  });
  return { hello, node };
}

describe("a worker's offers, which every client fetches", () => {
  it("are listed as they were signed", async () => {
    const { hello, node } = await admitted((offers) => offers);
    expect((await node).entry.offers).toBe(hello.offers);
  });

  it.each([
    ["with white space", (offers: string) => offers.replace(":", ": ")],
    ["padded", (offers: string) => offers.padEnd(10_000)],
    ["with escapes", (offers: string) => offers.replace("stub", "\\u0073tub")],
    ["in another order", (offers: string) => offers.replace(/("model":"stub"),("manifest":"\w+")/, "$2,$1")],
  ])("have one spelling: %s they are refused", async (_what, spell) => {
    const { hello, node } = await admitted(spell);
    expect(JSON.parse(hello.offers)).toMatchObject([{ model: "stub" }]);
    await expect(node).rejects.toMatchObject({
      name: "MalformedError",
      message: expect.stringContaining("not in the one spelling"),
    });
  });
});

describe("who is paid", () => {
  const raw = `0:${"5a".repeat(32)}`;

  it.each([raw, friendlyAddress(raw, { bounceable: false, testOnly: false })])(
    "is listed under one spelling of the address: %s",
    async (operator) => {
      const { node } = await admittedWith({ operator }, "address");
      expect((await node).entry.operator).toBe(raw);
    },
  );

  it.each(["operator-1", `${friendlyAddress(raw, { bounceable: false, testOnly: false }).slice(0, -1)}A`])(
    "is in production nobody without an address: %s",
    async (operator) => {
      const { node } = await admittedWith({ operator }, "address");
      await expect(node).rejects.toMatchObject({ name: "AdmissionError", code: "operator_malformed" });
    },
  );
});
