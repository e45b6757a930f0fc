import { randomBytes } from "node:crypto";
import { parseQuote } from "@cocoon/protocol/money";
import { encodeOffers, parseNodeIndex, RosterTree } from "@cocoon/protocol/roster";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NodeDirectory } from "./directory.ts";
import type { LiveNode } from "./node.ts";

export const soon = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 20_000, interval: 20 });

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

export function newNode(changes: Partial<LiveNode> & { chipId?: string } = {}): LiveNode {
  const { chipId = hex(64), ...rest } = changes;
  const offers = [{ model: "demo", manifest: hex(32), price: parseQuote("1/1/1") }];
  const manifests = new Map(offers.map(({ manifest }) => [manifest, new Uint8Array(randomBytes(100))]));
  return {
    entry: {
      keyId: hex(32),
      chipId,
      operator: "operator",
      expiresMs: Date.now() + 60_000,
      offers: encodeOffers(offers),
      offersSignature: "AA",
    },
    offers,
    signPk: new Uint8Array(randomBytes(32)),
    evidence: new Uint8Array(randomBytes(2_000)),
    manifests,
    holder: "holder",
    measurement: "ab".repeat(48),
    admittedMs: Date.now(),
    ...rest,
  };
}

export const listed = (directory: NodeDirectory): string[] =>
  parseNodeIndex(directory.index().bytes).nodes.map(({ keyId }) => keyId);

/** What every implementation of {@link NodeDirectory} must do. @param open the views of as many proxies as it can have */
export function directorySuite(open: () => Promise<readonly [NodeDirectory, ...NodeDirectory[]]>): void {
  let views: readonly [NodeDirectory, ...NodeDirectory[]];
  let own: NodeDirectory;
  beforeEach(async () => {
    views = await open();
    [own] = views;
  });
  afterEach(() => Promise.all(views.map((view) => view.close())));

  const everywhere = (look: (view: NodeDirectory) => void) => soon(() => views.forEach(look));

  it("shows a node to all, whole, until it is removed", async () => {
    const node = newNode();
    await own.put(node);
    await everywhere((view) => expect(view.get(node.entry.keyId)).toEqual(node));
    await everywhere((view) => expect(listed(view)).toEqual([node.entry.keyId]));
    await own.remove(node.entry.keyId);
    await everywhere((view) => expect(view.get(node.entry.keyId)).toBeUndefined());
    await everywhere((view) => expect(listed(view)).toEqual([]));
  });

  it("shows all what a node offers anew, and forgets it like before", async () => {
    const node = newNode();
    const { keyId } = node.entry;
    await own.put(node);
    await everywhere((view) => expect(view.get(keyId)).toEqual(node));
    const offers = node.offers.map((offer) => ({ ...offer, price: parseQuote("2/2/2") }));
    const entry = { ...node.entry, offers: encodeOffers(offers), offersSignature: "BB" };
    const again = { ...node, entry, offers };
    await own.put(again);
    await everywhere((view) => expect(view.get(keyId)).toEqual(again));
    await own.remove(keyId);
    await everywhere((view) => expect(view.get(keyId)).toBeUndefined());
  });

  it("makes the same index of the same nodes, whatever their order, and commits to it", async () => {
    const nodes = Array.from({ length: 5 }, () => newNode());
    for (const [index, node] of nodes.entries())
      await (views[index % views.length] as NodeDirectory).put(node);
    const keyIds = nodes.map(({ entry }) => entry.keyId).toSorted();
    await everywhere((view) => expect(listed(view)).toEqual(keyIds));
    const { bytes, root, count } = own.index();
    expect({ root, count }).toEqual(new RosterTree(parseNodeIndex(bytes).nodes).commitment);
    await everywhere((view) => expect(view.index().root).toBe(root));
  });

  it("lists the newest key of a chip, and still knows the older one", async () => {
    const chipId = hex(64);
    const older = newNode({ chipId, admittedMs: 1 });
    const newer = newNode({ chipId, admittedMs: 2 });
    await own.put(newer);
    await own.put(older);
    await everywhere((view) => expect(listed(view)).toEqual([newer.entry.keyId]));
    await everywhere((view) => expect(view.get(older.entry.keyId)).toEqual(older));
    await own.remove(newer.entry.keyId);
    await everywhere((view) => expect(listed(view)).toEqual([older.entry.keyId]));
  });

  describe("tells", () => {
    it("each new index once, and a burst of changes as one", async () => {
      const roots: string[] = [];
      const end = own.onIndex(({ root }) => roots.push(root));
      const nodes = Array.from({ length: 20 }, () => newNode());
      for (const node of nodes) await own.put(node);
      await soon(() => expect(listed(own)).toHaveLength(20));
      expect(roots.length).toBeLessThanOrEqual(3);
      expect(roots.at(-1)).toBe(own.index().root);
      end();
      const told = roots.length;
      await own.put(newNode());
      await soon(() => expect(listed(own)).toHaveLength(21));
      expect(roots).toHaveLength(told);
    });
  });
}
