import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { MEDIA, manifestHash } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { parseReferenceBundle, type ReferenceBundle } from "@cocoon/protocol/reference-values";
import {
  mintSimulatedReferenceKeys,
  SIMULATED_MEASUREMENT,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { STUB_MODEL, stubManifest } from "../testing/stub-identity.ts";
import { StubLink } from "../testing/stub-link.ts";
import { TestNetwork } from "../testing/test-network.ts";

const minted = mintSimulatedReferenceKeys();

/** What the proxy carries now; null for nothing. */
let carried: ReferenceBundle | null = null;
const carry = (measurement: Uint8Array): ReferenceBundle => {
  carried = simulatedReferenceValues(minted, {
    measurements: [toHex(measurement)],
    models: [{ id: STUB_MODEL, manifest: manifestHash(stubManifest()) }],
    version: 1,
    nowMs: Date.now(),
  });
  return carried;
};

describe("reference values", () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await TestNetwork.open({ references: { bundle: () => carried } }, minted.keys);
  }, OPEN_TIMEOUT_MS);
  afterEach(() => network.leave());
  afterAll(() => network.close());

  const ask = (init: RequestInit = {}, query = "") =>
    fetch(`${network.proxy.origin}/v1/reference-values${query}`, init);

  it("are carried as they are, without a key", async () => {
    const bundle = carry(SIMULATED_MEASUREMENT);
    const response = await ask();
    expect(response.headers.get("content-type")).toBe(MEDIA.referenceValues);
    expect(parseReferenceBundle(new Uint8Array(await response.arrayBuffer()))).toEqual(bundle);
  });

  it("are not found where there are none, and only got", async () => {
    carried = null;
    expect(await (await ask()).json()).toMatchObject({ status: 404, code: "not_found" });
    expect(await (await ask({ method: "POST" })).json()).toMatchObject({ code: "method_not_allowed" });
    expect(await (await ask({}, "?version=1")).json()).toMatchObject({ code: "malformed_request" });
  });

  async function refusalOf(name: string): Promise<string> {
    const link = new StubLink(network.proxy.origin);
    const { challenge } = await link.next("challenge");
    link.send(await (await network.identity(name)).hello(network.proxy.origin, challenge));
    return (await link.next("refused")).code;
  }

  it("decide which workers may join", async () => {
    carry(SIMULATED_MEASUREMENT);
    await network.listed(await network.worker("a"));
    carry(new Uint8Array(48));
    expect(await refusalOf("b")).toBe("measurement_not_approved");
    carried = null;
    expect(await refusalOf("c")).toBe("reference_values_missing");
  });
});
