import { createHash } from "node:crypto";
import type { Database } from "@cocoon/db/connection";
import { accountOfIdentity, signIn } from "@cocoon/db/identities";
import { grant } from "@cocoon/db/ledger";
import type { Log } from "../log.ts";
import type { OnBehalfOf } from "./principal.ts";
import type { TrialTerms } from "./settings.ts";

const REMEMBERED = 10_000;

/** The accounts of Telegram's users and groups, each made when it first comes in, a user's with a trial where there is one. */
export class TelegramAccounts {
  readonly #database: Database;
  readonly #trial: TrialTerms | null;
  readonly #log: Log;
  /** A link moves an identity at most once in a while, so only a bot's own requests in one burst are answered by memory. */
  readonly #known = new Map<string, { accountId: string; untilMs: number }>();

  constructor(database: Database, trial: TrialTerms | null, log: Log) {
    this.#database = database;
    this.#trial = trial;
    this.#log = log;
  }

  async accountOf({ kind, subject }: OnBehalfOf, nowMs = Date.now()): Promise<string> {
    const known = this.#known.get(subject);
    if (known && known.untilMs > nowMs) return known.accountId;
    const { accountId } = await this.open({ kind, subject }, nowMs);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(subject, { accountId, untilMs: nowMs + 5_000 });
    return accountId;
  }

  /** So that an account which was linked here is known here at once. */
  forget(): void {
    this.#known.clear();
  }

  async open(
    { kind, subject }: OnBehalfOf,
    nowMs = Date.now(),
  ): Promise<{ accountId: string; created: boolean }> {
    const opened = await signIn(this.#database, { kind: "telegram", subject }, "");
    if (opened.created && kind === "user")
      await this.#grantTrial(opened.accountId, nowMs).catch((error: unknown) => {
        this.#log("warn", "trial_failed", { reason: error instanceof Error ? error.name : "unknown" });
      });
    return opened;
  }

  /** A trial that can't be granted is no reason to turn anybody away. */
  async #grantTrial(accountId: string, nowMs: number): Promise<void> {
    const trial = this.#trial;
    if (!trial) return;
    const { amountNanoton, dailyNanoton } = trial;
    const sponsorId = await this.#accountOfSponsor(trial.sponsor);
    if (sponsorId === null) return this.#log("warn", "trial_sponsor_unknown");
    const day = new Date(nowMs).toISOString().slice(0, "2026-11-30".length);
    const outcome = await grant(this.#database, {
      transferId: trialId(accountId),
      accountId,
      sponsorId,
      amountNanoton,
      trial: { day, dayBudgetNanoton: dailyNanoton },
    });
    if (outcome === "insufficient") this.#log("warn", "trial_sponsor_empty");
  }

  /** Asked each time: a wallet's account comes to be when it signs in first, and linking moves it. */
  async #accountOfSponsor(sponsor: string): Promise<string | null> {
    if (!sponsor.includes(":")) return sponsor;
    return accountOfIdentity(this.#database, { kind: "wallet", subject: sponsor });
  }
}

/** One grant an account, whoever asks for it again. */
function trialId(accountId: string): string {
  const hex = createHash("sha256").update(`trial:${accountId}`).digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
