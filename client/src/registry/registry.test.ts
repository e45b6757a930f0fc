import { nanoton } from "@cocoon/protocol/money";
import { developmentPolicy } from "@cocoon/protocol/testing";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CocoonClient } from "../conversation/client.ts";
import { ClientError } from "../errors.ts";
import { MemoryStore } from "../store.ts";
import { LISTED, newNetwork, PROXY_URL, question, type TestNetwork } from "../testing/network.ts";
import { TestProxy } from "../testing/proxy.ts";
import { TestRegistry } from "../testing/registry.ts";
import { TestRosters } from "../testing/rosters.ts";
import type { TestWorker } from "../testing/worker.ts";

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(3);
});

let proxy: TestProxy;
let registry: TestRegistry;
let client: CocoonClient;
beforeEach(() => {
  const policy = developmentPolicy(network.referenceSettings);
  proxy = new TestProxy(workers);
  proxy.referenceValues = network.referenceValues();
  registry = new TestRegistry({
    origin: PROXY_URL,
    rosterKey: proxy.rosters.key,
    measurements: network.policySettings.kind === "development" ? network.policySettings.measurements : [],
    models: LISTED,
    policy,
  });
  client = network.client(proxy, new MemoryStore(), { policy, registry });
});

const measurement = async () => (await client.nodes()).verified[0]?.node.measurement ?? "";
const refusalOf = async () =>
  new Set((await client.nodes()).rejected.map(({ code, clause }) => `${code} ${clause}`));
const failure = (asking: Promise<unknown>) =>
  asking.then(
    () => null,
    (error: unknown) => (error instanceof ClientError ? `${error.code}: ${error.message}` : error),
  );

const proxyId = () => registry.approved.find(({ kind }) => kind === "proxy")?.id ?? "";

/** Neither the node list nor a question goes on. */
async function expectRefused(code: string, says: string) {
  const posts = proxy.posts.length;
  expect(await failure(client.nodes())).toMatch(new RegExp(`^${code}: .*${says}`));
  expect(await failure(client.answer(question("?")))).toMatch(new RegExp(`^${code}: .*${says}`));
  expect(proxy.posts).toHaveLength(posts);
}

describe("a client with a registry", () => {
  it("asks the machines that policy, reference values and registry agree on", async () => {
    expect((await client.nodes()).verified).toHaveLength(3);
    expect((await client.answer(question("?"))).text).toBe("Hello world");
  });

  it("refuses a denied image at once, also of machines it has verified before", async () => {
    const id = await measurement();
    registry.denied = [{ kind: "measurement", id, sinceSeconds: 1 }];
    expect(await refusalOf()).toEqual(new Set(["revoked 12.3"]));
    expect(await failure(client.answer(question("?")))).toMatch(/^guards_absent|^no_node_accepted/);
    expect(proxy.posts).toEqual([]);
  });

  it("refuses a denied key, and uses the other machines", async () => {
    const [first] = workers as [TestWorker];
    registry.denied = [{ kind: "nodeKey", id: first.entry.keyId, sinceSeconds: 1 }];
    const { verified, rejected } = await client.nodes();
    expect(rejected).toMatchObject([{ keyIdHex: first.entry.keyId, code: "revoked" }]);
    expect(verified).toHaveLength(2);
    await client.answer(question("?"));
    expect(proxy.posts.flatMap((post) => post.workers)).not.toContain(first);
  });

  it("refuses an image that the reference values approve and the registry does not", async () => {
    registry.remove("measurement");
    expect(await refusalOf()).toEqual(new Set(["measurement_not_approved 12.3"]));
  });

  it("refuses an image that the registry approves and the reference values do not", async () => {
    proxy.referenceValues = network.referenceValues({ measurements: [] });
    expect(await refusalOf()).toEqual(new Set(["measurement_not_approved 3.8"]));
  });

  it("asks for no model that is not listed, and for none above its cap", async () => {
    const price = { promptNanoton: nanoton(1_000_000n), cachedNanoton: nanoton(100_000n) };
    const cap = (output: bigint) => ({ ...price, outputNanoton: nanoton(output) });
    const [{ manifest: id }] = LISTED as [(typeof LISTED)[number]];
    registry.add({ kind: "priceCap", id, cap: cap(1_999_999n) });
    expect(await refusalOf()).toEqual(new Set(["model_not_listed 10.5"]));
    registry.remove("priceCap");
    registry.add({ kind: "priceCap", id, cap: cap(2_000_000n) });
    expect((await client.nodes()).verified).toHaveLength(3);
    registry.remove("model");
    expect(await refusalOf()).toEqual(new Set(["model_not_listed 10.5"]));
  });

  it.each([
    ["the proxy's origin", () => registry.remove("proxy"), "no proxy at http://proxy.test"],
    ["its roster key", () => registry.remove("rosterKey"), "the key that signs the node list"],
    [
      "its roster key, which is another proxy's",
      () => {
        registry.remove("rosterKey");
        registry.add({ kind: "rosterKey", id: proxy.rosters.key, proxy: "ee".repeat(32) });
      },
      "the key that signs the node list",
    ],
    [
      "the keys of reference values",
      () => registry.remove("referenceKey"),
      "another key for reference values",
    ],
    [
      "the witness, whose key is there for something else",
      () => {
        const keys = registry.approved.filter(({ kind }) => kind === "referenceKey");
        registry.remove("referenceKey");
        registry.add(...keys.map((key) => ({ ...key, role: "manifest" }) as (typeof keys)[number]));
      },
      "another witness of reference values",
    ],
  ])("sends nothing where it does not list %s", async (_what, change, says) => {
    change();
    await expectRefused("registry_refused", says);
  });

  it("follows a change of the roster key that the registry made, and only once the old one is off", async () => {
    await client.nodes();
    const [old, next] = [proxy.rosters, new TestRosters()];
    proxy.rosters = next;
    await expectRefused("registry_refused", "the key that signs the node list");
    const entry = { kind: "rosterKey", proxy: proxyId() } as const;
    registry.add({ ...entry, id: next.key });
    await expectRefused("roster_key_changed", "another key than the one first seen");
    registry.remove("rosterKey");
    registry.add({ ...entry, id: next.key });
    expect((await client.nodes()).verified).toHaveLength(3);
    proxy.rosters = old;
    await expectRefused("registry_refused", "the key that signs the node list");
  });

  it("sends nothing while the registry can't be read", async () => {
    registry.away = true;
    await expectRefused("registry_unreadable", "The TON server did not answer");
  });
});
