import { type Approval, RegistryError, type RegistryState } from "@cocoon/contracts/registry";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { ed25519PublicKey, toHex } from "@cocoon/protocol/bytes";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StubLink } from "../testing/stub-link.ts";
import { TestNetwork } from "../testing/test-network.ts";
import { RegistryWatch } from "./network-registry.ts";

const POLICY_VIOLATION = 1008;
const NOBODY = `0:${"00".repeat(32)}`;
const TREASURY = "7a".repeat(32);

/** A registry under the test's control. */
class Registry {
  approved: readonly Approval[] = [];
  denied: RegistryState["denied"] = [];
  away = false;
  #lt = 0n;

  async current() {
    if (this.away) throw new RegistryError("unreachable");
    const { approved, denied } = this;
    const offices = { network: -3, delaySeconds: 172_800, owner: NOBODY, guardian: NOBODY };
    const state: RegistryState = { ...offices, approved, denied, pending: [] };
    return { state, data: new Uint8Array(), lt: this.#lt, asOfMs: Date.now() };
  }

  change(approved: readonly Approval[], denied: RegistryState["denied"] = []): void {
    [this.approved, this.denied, this.away] = [approved, denied, false];
    this.#lt += 1n;
  }
}

describe("a proxy with a registry", () => {
  const registry = new Registry();
  let network: TestNetwork;
  let image: Approval & { kind: "measurement" };
  beforeAll(async () => {
    network = await TestNetwork.open({ registry });
    image = { kind: "measurement", id: network.pki.measurements[0] as string };
  }, OPEN_TIMEOUT_MS);
  beforeEach(() => registry.change([image]));
  afterEach(() => network.leave());
  afterAll(() => network.close());

  /** What a worker is told that dials. */
  async function told(name: string) {
    const identity = await network.identity(name);
    const link = new StubLink(network.proxy.origin);
    const { challenge } = await link.next("challenge");
    link.send(await identity.hello(network.proxy.origin, challenge));
    const { code } = await link.next("refused");
    expect(await link.closed).toBe(POLICY_VIOLATION);
    return code;
  }

  it("admits an approved image", async () => {
    await network.listed(await network.worker("approved"));
  });

  it("admits no image that is not listed", async () => {
    registry.change([]);
    expect(await told("unlisted")).toBe("measurement_not_approved");
  });

  it("admits no denied image, approved or not", async () => {
    registry.change([image], [{ ...image, sinceSeconds: 1 }]);
    expect(await told("denied")).toBe("revoked");
  });

  it("admits nobody while the registry can't be read, and goes on with those it has", async () => {
    const worker = await network.worker("early");
    registry.away = true;
    expect(await told("late")).toBe("registry_unreadable");
    await network.listed(worker);
    expect(network.logged.filter(({ event }) => event === "registry_unreadable")).toHaveLength(1);
  });

  it("drops a denied key once it hears of it, and that key alone", async () => {
    const [denied, kept] = [await network.worker("first"), await network.worker("second")];
    registry.change([image], [{ kind: "nodeKey", id: denied.identity.keyId, sinceSeconds: 1 }]);
    const third = await network.worker("third");
    expect(await denied.link.next("refused")).toMatchObject({ code: "revoked" });
    expect(await denied.link.closed).toBe(POLICY_VIOLATION);
    await network.listed(kept, third);
    await expect(network.join(denied.identity)).rejects.toThrow();
  });

  it("drops all workers of a denied image", async () => {
    const workers = [await network.worker("one"), await network.worker("two")];
    registry.change([image], [{ ...image, sinceSeconds: 1 }]);
    expect(await told("three")).toBe("revoked");
    for (const { link } of workers) expect(await link.closed).toBe(POLICY_VIOLATION);
    await network.listed();
  });
});

describe("a proxy that its registry does not list", () => {
  const rosterKey = toHex(ed25519PublicKey(new Uint8Array(32).fill(1)));
  const self = { origin: "https://proxy.example", rosterKey };
  const proxy: Approval = { kind: "proxy", id: TREASURY, origin: self.origin };

  it.each([
    ["its origin is missing", [], "origin"],
    ["its key is missing", [proxy], "roster key"],
    [
      "its key is another proxy's",
      [proxy, { kind: "rosterKey", id: rosterKey, proxy: "ee".repeat(32) }],
      "roster key",
    ],
    ["nothing is missing", [proxy, { kind: "rosterKey", id: rosterKey, proxy: TREASURY }], null],
  ] as const)("is told so: %s", async (_what, approved, missing) => {
    const registry = new Registry();
    registry.change(approved);
    const logged: unknown[] = [];
    const log = (_level: string, event: string, fields = {}) => void logged.push({ event, ...fields });
    const watch = new RegistryWatch({ keeper: registry, log, self });
    const node = { measurement: "ab".repeat(48), entry: { keyId: "cd".repeat(32) } };
    await watch.check(node as Parameters<typeof watch.check>[0]).catch(() => undefined);
    watch.close();
    expect(logged).toEqual(missing ? [{ event: "registry_lacks_this_proxy", missing }] : []);
  });
});
