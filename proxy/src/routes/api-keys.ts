import { createHash } from "node:crypto";
import { verifyApiKey } from "@cocoon/db/accounts";
import type { Database } from "@cocoon/db/connection";
import { CocoonError } from "@cocoon/protocol/api";
import type { Context } from "hono";

const FORM = /^Bearer (ck_[A-Za-z0-9_-]{43})$/;
/** A revoked key may work this much longer; a busy client asks Postgres once in that time instead of per request. */
const TRUST_MS = 5_000;
const REMEMBERED = 10_000;

/** Finds the account behind a request's API key. */
export class ApiKeys {
  readonly #database: Database;
  /** By the key's hash: no key stays in memory longer than its request. */
  readonly #known = new Map<string, { accountId: string; untilMs: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws CocoonError unauthorized */
  async accountOf(context: Context): Promise<string> {
    const key = FORM.exec(context.req.header("authorization") ?? "")?.[1];
    if (!key) throw new CocoonError("unauthorized");
    const hash = createHash("sha256").update(key).digest("base64");
    const known = this.#known.get(hash);
    if (known && known.untilMs > Date.now()) return known.accountId;
    const found = await verifyApiKey(this.#database, key);
    if (!found) {
      this.#known.delete(hash);
      throw new CocoonError("unauthorized");
    }
    this.#remember(hash, found.accountId);
    return found.accountId;
  }

  #remember(hash: string, accountId: string): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(hash, { accountId, untilMs: Date.now() + TRUST_MS });
  }
}
