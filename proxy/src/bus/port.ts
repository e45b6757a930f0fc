/**
 * Tells all proxies something at most once; whoever must not miss it also keeps it in a row or a stream and looks again.
 * Messages are small JSON values without anything of a person's.
 */
export interface Bus {
  publish(topic: string, message: unknown): void;
  /** Hears every message on the topic, this process's own included. Returns the function that ends it. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
  close(): Promise<void>;
}
