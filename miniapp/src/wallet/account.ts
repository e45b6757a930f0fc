import { type AccountStatus, accountStatus } from "@cocoon/protocol/api";
import { type ReadonlySignal, signal } from "@preact/signals";
import * as v from "valibot";
import { EngineError, type EngineMoney, type Problem } from "../engine/port.ts";
import { ACCOUNT_KEPT_AS } from "./account-record.ts";
import type { Settings } from "./own-storage.ts";

const RECORD_LENGTH = 8 * 1024;

/** The account, and when the proxy said so. */
export interface SeenAccount {
  readonly account: AccountStatus;
  /** Unix milliseconds. */
  readonly atMs: number;
}
const record = v.strictObject({ account: accountStatus, atMs: v.number() });

export interface AccountOptions {
  readonly money: Pick<EngineMoney, "account">;
  readonly settings: Settings;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onSeen: (account: AccountStatus) => void;
}

/** The person's balance as it was last seen, also offline and after a restart. */
export class Account {
  readonly #options: AccountOptions;
  readonly #seen = signal<SeenAccount | null>(null);
  readonly #problem = signal<Problem | null>(null);

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** Null until it was seen once. */
  get seen(): ReadonlySignal<SeenAccount | null> {
    return this.#seen;
  }

  /** Why it could not be read anew; null when it could. */
  get problem(): ReadonlySignal<Problem | null> {
    return this.#problem;
  }

  /** Asks anew; what was seen before stands meanwhile. */
  async refresh(): Promise<void> {
    const { money, settings, now, onSeen } = this.#options;
    await this.#recall();
    try {
      const account = await money.account();
      const seen = { account, atMs: now() };
      this.#seen.value = seen;
      this.#problem.value = null;
      onSeen(account);
      // A phone without room shows no balance at the next start before there is a connection; nothing else hangs on it.
      await settings.setSetting(ACCOUNT_KEPT_AS, JSON.stringify(seen)).catch(() => undefined);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#problem.value = error.problem;
    }
  }

  async #recall(): Promise<void> {
    if (this.#seen.peek()) return;
    const kept = await this.#options.settings.getSetting(ACCOUNT_KEPT_AS);
    if (kept === null || kept.length > RECORD_LENGTH || this.#seen.peek()) return;
    this.#seen.value = parsed(kept);
  }
}

/** Null for what another version wrote. */
function parsed(kept: string): SeenAccount | null {
  try {
    return v.parse(record, JSON.parse(kept));
  } catch {
    return null;
  }
}
