import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import { type NodeEntry, parseOffers } from "@cocoon/protocol/roster";
import type { LiveNode } from "./node.ts";

interface StoredNode {
  readonly entry: NodeEntry;
  readonly measurement: string;
  readonly signPk: string;
  readonly evidence: string;
  readonly manifests: readonly (readonly [string, string])[];
  readonly holder: string;
  readonly admittedMs: number;
}

/** How a node stands in Redis, for the other proxies. */
export function encodeNode(node: LiveNode): string {
  const stored: StoredNode = {
    entry: node.entry,
    measurement: node.measurement,
    signPk: toBase64Url(node.signPk),
    evidence: toBase64Url(node.evidence),
    manifests: [...node.manifests].map(([hash, bytes]) => [hash, toBase64Url(bytes)]),
    holder: node.holder,
    admittedMs: node.admittedMs,
  };
  return JSON.stringify(stored);
}

export function decodeNode(text: string): LiveNode {
  const stored = JSON.parse(text) as StoredNode;
  return {
    entry: stored.entry,
    measurement: stored.measurement,
    offers: parseOffers(stored.entry.offers),
    signPk: fromBase64Url(stored.signPk),
    evidence: fromBase64Url(stored.evidence),
    manifests: new Map(stored.manifests.map(([hash, bytes]) => [hash, fromBase64Url(bytes)])),
    holder: stored.holder,
    admittedMs: stored.admittedMs,
  };
}
