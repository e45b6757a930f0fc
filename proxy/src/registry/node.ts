import type { NodeEntry, Offer } from "@cocoon/protocol/roster";

/** A worker's key that passed admission, as all proxies know it. */
export interface LiveNode {
  readonly entry: NodeEntry;
  readonly offers: readonly Offer[];
  /** Launch digest of its image, 48 bytes in hex. */
  readonly measurement: string;
  readonly signPk: Uint8Array;
  /** The mode-0 evidence bundle, served as received. */
  readonly evidence: Uint8Array;
  /** Exact manifest bytes by hash. */
  readonly manifests: ReadonlyMap<string, Uint8Array>;
  /** Which proxy holds its link. */
  readonly holder: string;
  readonly admittedMs: number;
}
