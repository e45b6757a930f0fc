import { fromHex } from "@cocoon/protocol/bytes";
import { developmentPolicy, mintSimulatedPki, type SimulatedPki } from "@cocoon/protocol/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { StubIdentity } from "../testing/stub-identity.ts";
import { admit } from "./admission.ts";

const ORIGIN = "https://proxy.example";
const CHALLENGE = "5a".repeat(32);

let pki: SimulatedPki;
beforeAll(async () => {
  pki = await mintSimulatedPki();
});

/** What becomes of a worker that spells its offers so; everything else about it is right, its signatures too. */
async function admitted(spell: (offers: string) => string) {
  const identity = await StubIdentity.create({ pki, name: "worker", spell });
  const hello = await identity.hello(ORIGIN, CHALLENGE);
  const node = admit(hello, {
    policy: developmentPolicy(pki),
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
