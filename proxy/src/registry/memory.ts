import { type NodeDirectory, NodeTable } from "./directory.ts";
import type { Index } from "./listing.ts";
import type { LiveNode } from "./node.ts";

/** Nodes of the one proxy of this process. For tests and the in-memory network. */
export class MemoryDirectory implements NodeDirectory {
  readonly #table = new NodeTable();

  async put(node: LiveNode): Promise<void> {
    this.#table.set(node);
  }

  async remove(keyId: string): Promise<void> {
    this.#table.delete(keyId);
  }

  get(keyId: string): LiveNode | undefined {
    return this.#table.get(keyId);
  }

  index(): Index {
    return this.#table.index;
  }

  onIndex(listener: (index: Index) => void): () => void {
    return this.#table.onIndex(listener);
  }

  async close(): Promise<void> {
    this.#table.close();
  }
}
