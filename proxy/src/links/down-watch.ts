import type { Database } from "@cocoon/db/connection";
import { appendEvent } from "@cocoon/db/events";
import { accountOfIdentity } from "@cocoon/db/identities";
import type { Log } from "../log.ts";
import type { NodeDirectory } from "../registry/directory.ts";
import type { LiveNode } from "../registry/node.ts";

/** A worker whose link broke dials again within seconds; one that restarts with a new key says so by draining the old. */
const DOWN_AFTER_MS = 60_000;

export interface DownWatchDeps {
  readonly database: Database;
  readonly directory: NodeDirectory;
  readonly log: Log;
  readonly downAfterMs?: number;
}

/** Tells an owner of a worker that was lost and stays away, on the account of the wallet that is paid for it. */
export class DownWatch {
  readonly #deps: DownWatchDeps;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(deps: DownWatchDeps) {
    this.#deps = deps;
  }

  /** A link has ended that was not drained before. */
  lost(node: LiveNode): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#tell(node).catch(() => this.#deps.log("warn", "owner_not_told"));
    }, this.#deps.downAfterMs ?? DOWN_AFTER_MS);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #tell({ entry: { keyId, operator } }: LiveNode): Promise<void> {
    const { database, directory } = this.#deps;
    if (directory.get(keyId)) return;
    const accountId = await accountOfIdentity(database, { kind: "wallet", subject: operator });
    if (accountId !== null) await appendEvent(database, accountId, "worker_down", { keyId });
  }
}
