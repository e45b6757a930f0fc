import type { Database } from "@cocoon/db/connection";
import { recordPresence, type Seen } from "@cocoon/db/owners";
import type { Log } from "../log.ts";
import type { LiveNode } from "../registry/node.ts";

const EVERY_MS = 60_000;

/** A link that stands, with how much of what its worker can do at once it does now. */
export interface Occupied {
  readonly node: LiveNode;
  readonly running: number;
  readonly slots: number;
}

export interface PresenceWatchDeps {
  readonly database: Database;
  readonly log: Log;
  /** The links of this process. */
  readonly occupied: () => readonly Occupied[];
}

/** Notes once a minute which machines are there and how busy they are: what their owners see as uptime and load. */
export class PresenceWatch {
  readonly #deps: PresenceWatchDeps;
  readonly #timer: ReturnType<typeof setInterval>;
  #looking: Promise<void> | null = null;

  constructor(deps: PresenceWatchDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => {
      this.#looking ??= this.look(Date.now())
        .catch(() => deps.log("warn", "presence_not_noted"))
        .finally(() => {
          this.#looking = null;
        });
    }, EVERY_MS);
    this.#timer.unref();
  }

  look(nowMs: number): Promise<void> {
    const { database, occupied } = this.#deps;
    return recordPresence(database, nowMs, seenOf(occupied()));
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}

/** A worker that changes its key has two links for a moment: one machine all the same. */
export function seenOf(occupied: readonly Occupied[]): Seen[] {
  const machines = new Map<string, { readonly models: Set<string>; running: number; slots: number }>();
  for (const { node, running, slots } of occupied) {
    const key = `${node.entry.chipId} ${node.entry.operator}`;
    const machine = machines.get(key) ?? { models: new Set(), running: 0, slots: 0 };
    for (const { model } of node.offers) machine.models.add(model);
    machine.running += running;
    machine.slots += slots;
    machines.set(key, machine);
  }
  return [...machines].flatMap(([key, { models, running, slots }]) => {
    const [chipId = "", operator = ""] = key.split(" ");
    return [...models].map((model) => ({ chipId, operator, model, busySlots: running, slots }));
  });
}
