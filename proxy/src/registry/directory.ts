import { encodeNodeIndex, rosterRoot } from "@cocoon/protocol/roster";
import { toHex } from "@cocoon/protocol/bytes";
import type { LiveNode } from "./node.ts";

export interface Index {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Hex; what envelopes name as roster_root. */
  readonly root: string;
}

/**
 * All live nodes, whichever proxy holds their link. An implementation must show a node on every proxy soon after `put`,
 * and forget it soon after `remove` or when its holder dies.
 */
export interface NodeDirectory {
  put(node: LiveNode): Promise<void>;
  remove(keyId: string): Promise<void>;
  get(keyId: string): LiveNode | undefined;
  list(): LiveNode[];
  index(): Index;
  /** Tells each new index. Returns the function that ends it. */
  onIndex(listener: (index: Index) => void): () => void;
  close(): Promise<void>;
}

/** The nodes this process knows, and the index made of them; both directories keep one. */
export class NodeTable {
  readonly #nodes = new Map<string, LiveNode>();
  readonly #listeners = new Set<(index: Index) => void>();
  #index: Index = makeIndex([]);

  get(keyId: string): LiveNode | undefined {
    return this.#nodes.get(keyId);
  }

  list(): LiveNode[] {
    return [...this.#nodes.values()];
  }

  get index(): Index {
    return this.#index;
  }

  onIndex(listener: (index: Index) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(node: LiveNode): void {
    this.#nodes.set(node.entry.keyId, node);
    this.#reindex();
  }

  delete(keyId: string): void {
    if (this.#nodes.delete(keyId)) this.#reindex();
  }

  #reindex(): void {
    const index = makeIndex(this.list());
    if (index.root === this.#index.root) return;
    this.#index = index;
    for (const listener of this.#listeners) listener(index);
  }
}

function makeIndex(nodes: readonly LiveNode[]): Index {
  const bytes = encodeNodeIndex(newestOfEachChip(nodes).map((node) => node.entry));
  return { bytes, root: toHex(rosterRoot(bytes)) };
}

/** One entry per chip (SPEC 7.1): while a worker rotates its key, only the newer one is offered for new envelopes. */
function newestOfEachChip(nodes: readonly LiveNode[]): LiveNode[] {
  const newest = new Map<string, LiveNode>();
  for (const node of nodes) {
    const chip = node.entry.chipId ?? node.entry.keyId;
    const other = newest.get(chip);
    if (!other || other.admittedMs <= node.admittedMs) newest.set(chip, node);
  }
  return [...newest.values()];
}
