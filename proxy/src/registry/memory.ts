import { type Index, type NodeDirectory, NodeTable } from "./directory.ts";
import type { LiveNode } from "./node.ts";

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

  list(): LiveNode[] {
    return this.#table.list();
  }

  index(): Index {
    return this.#table.index;
  }

  onIndex(listener: (index: Index) => void): () => void {
    return this.#table.onIndex(listener);
  }

  async close(): Promise<void> {}
}
