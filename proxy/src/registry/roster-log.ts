import {
  type Appended,
  appendRoster,
  latestEpoch,
  latestRoster,
  rosterHeadersFrom,
} from "@cocoon/db/rosters";
import type { Database } from "@cocoon/db/connection";
import { ed25519PublicKey, type Secret, toHex } from "@cocoon/protocol/bytes";
import {
  NO_ROSTER,
  openRoster,
  parseNodeIndex,
  RosterTree,
  type SignedRoster,
  signRoster,
} from "@cocoon/protocol/roster";
import type { Index } from "./listing.ts";

/** An epoch with the node list that its header commits to. */
export interface Roster extends SignedRoster {
  readonly indexBytes: Uint8Array;
  readonly tree: RosterTree;
}

/** The signed epochs of one network in Postgres, where its proxies agree on each (SPEC 7.6). */
export class RosterLog {
  /** The public roster key, 32 bytes in hex: what clients and workers pin. */
  readonly key: string;
  readonly #database: Database;
  readonly #signKey: Secret<Uint8Array>;

  constructor(database: Database, signKey: Secret<Uint8Array>) {
    this.#database = database;
    this.#signKey = signKey;
    this.key = toHex(ed25519PublicKey(signKey.reveal()));
  }

  /** The number of the newest epoch, 0 before the first. */
  latestEpoch(): Promise<number> {
    return latestEpoch(this.#database, this.key);
  }

  async latest(): Promise<Roster | null> {
    const stored = await latestRoster(this.#database, this.key);
    if (!stored) return null;
    const { header, nodeIndex: indexBytes } = stored;
    return { ...openRoster(header), indexBytes, tree: new RosterTree(parseNodeIndex(indexBytes).nodes) };
  }

  /** Headers from epoch `from` on, oldest first. */
  async headers(from: number, most: number): Promise<SignedRoster[]> {
    const headers = await rosterHeadersFrom(this.#database, this.key, from, most);
    return headers.map((header) => openRoster(header));
  }

  /** Signs the epoch after `before`; `passed` when another proxy was first: its header is the epoch's. */
  append(before: SignedRoster | null, { bytes, count, root }: Index, nowMs: number): Promise<Appended> {
    const header = {
      epoch: (before?.header.epoch ?? 0) + 1,
      // A clock that was set back, or another proxy's that runs behind, must not break the chain.
      timeMs: Math.max(nowMs, before?.header.timeMs ?? 0),
      count,
      root,
      previous: before?.hash ?? NO_ROSTER,
    };
    const { signed, hash } = signRoster(header, this.#signKey);
    const { epoch, previous, timeMs } = header;
    return appendRoster(this.#database, {
      key: this.key,
      epoch,
      previous,
      timeMs,
      header: signed,
      hash,
      nodeIndex: bytes,
    });
  }
}
