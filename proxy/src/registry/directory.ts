import { type Index, makeIndex } from "./listing.ts";
import type { LiveNode } from "./node.ts";

/**
 * All live nodes, whichever proxy holds their link. An implementation must show a node on every proxy soon after `put`,
 * and forget it soon after `remove` or when its holder dies; it must not forget a node that another proxy has put
 * meanwhile.
 */
export interface NodeDirectory {
  put(node: LiveNode): Promise<void>;
  remove(keyId: string): Promise<void>;
  get(keyId: string): LiveNode | undefined;
  index(): Index;
  /** Tells each new index. Returns the function that ends it. */
  onIndex(listener: (index: Index) => void): () => void;
  /** Lets go of this process' own nodes, whose workers are about to dial another proxy or this one again. */
  close(): Promise<void>;
}

/** Each index is sorted, hashed and offered to the roster, so a burst of changes is one. */
const INDEX_EVERY_MS = 250;

/** The nodes this process knows, and the index made of them; both directories keep one. */
export class NodeTable {
  readonly #nodes = new Map<string, LiveNode>();
  readonly #listeners = new Set<(index: Index) => void>();
  #index: Index = makeIndex([]);
  #madeMs = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  get(keyId: string): LiveNode | undefined {
    return this.#nodes.get(keyId);
  }

  keyIds(): string[] {
    return [...this.#nodes.keys()];
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
    this.#reindexSoon();
  }

  delete(keyId: string): void {
    if (this.#nodes.delete(keyId)) this.#reindexSoon();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #reindexSoon(): void {
    if (this.#timer) return;
    const waitMs = this.#madeMs + INDEX_EVERY_MS - Date.now();
    if (waitMs <= 0) return this.#reindex();
    this.#timer = setTimeout(() => this.#reindex(), waitMs);
  }

  #reindex(): void {
    this.#timer = null;
    this.#madeMs = Date.now();
    const index = makeIndex([...this.#nodes.values()]);
    const before = this.#index.root;
    this.#index = index;
    if (index.root !== before) for (const listener of this.#listeners) listener(index);
  }
}
