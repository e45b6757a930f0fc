import { createHash } from "node:crypto";
import type { Database } from "@cocoon/db/connection";
import { accountOfIdentity, type Credential, identitiesOf, verifyCredential } from "@cocoon/db/identities";
import { CocoonError, HEADERS, type Scope, SCOPES } from "@cocoon/protocol/api";
import type { Context } from "hono";
import { checkScope, type Principal, readOnBehalfOf, SCOPES_OF } from "./principal.ts";
import type { TelegramAccounts } from "./telegram-accounts.ts";

const FORM = /^Bearer (c[ktbo]_[A-Za-z0-9_-]{43})$/;
/** A revoked credential may work this much longer; a busy client asks Postgres once in that time instead of per request. */
const TRUST_MS = 5_000;
const REMEMBERED = 10_000;

/** Finds who is behind a request's credential. */
export class Credentials {
  readonly #database: Database;
  readonly #telegram: TelegramAccounts;
  /** By the secret's hash: no secret stays in memory longer than its request. */
  readonly #known = new Map<string, { credential: Credential; untilMs: number }>();

  constructor(database: Database, telegram: TelegramAccounts) {
    this.#database = database;
    this.#telegram = telegram;
  }

  /** @throws CocoonError unauthorized, scope_missing, malformed_request for a bot that names nobody */
  async principalOf(context: Context, scope: Scope): Promise<Principal> {
    const credential = await this.#credentialOf(context);
    const scopes = scopesOf(credential);
    checkScope({ scopes }, scope);
    const { credentialId, kind } = credential;
    return { accountId: await this.#accountOf(context, credential), credentialId, kind, scopes };
  }

  /**
   * The address that an owner's session is for; of a person's session, that of the wallet which belongs to the account.
   * @throws CocoonError unauthorized, scope_missing, wallet_required
   */
  async ownerOf(context: Context): Promise<string> {
    const credential = await this.#credentialOf(context);
    checkScope({ scopes: scopesOf(credential) }, "owner");
    if (credential.subject !== null) return credential.subject;
    const identities = credential.accountId ? await identitiesOf(this.#database, credential.accountId) : [];
    const wallet = identities.find(({ kind }) => kind === "wallet");
    if (!wallet) throw new CocoonError("wallet_required");
    return wallet.subject;
  }

  /**
   * The address that an owner's own session is for: of the wallet that has just proved itself. A person's session will not do,
   * which a stolen Telegram account opens too. @throws CocoonError unauthorized, scope_missing
   */
  async provenOwnerOf(context: Context): Promise<string> {
    const { subject } = await this.#credentialOf(context);
    if (subject === null) throw new CocoonError("scope_missing", "owner, by the wallet's own signature");
    return this.ownerOf(context);
  }

  /** The bot itself, for nobody in particular. @throws CocoonError unauthorized, scope_missing */
  async checkBot(context: Context): Promise<void> {
    const credential = await this.#credentialOf(context);
    checkScope({ scopes: scopesOf(credential) }, "read");
    if (credential.kind !== "bot") throw new CocoonError("scope_missing", "a bot's");
  }

  /** Any credential that is good now, for what needs no scope. @throws CocoonError unauthorized */
  async idOf(context: Context): Promise<string> {
    return (await this.#credentialOf(context)).credentialId;
  }

  /** Forgets what this process knows, so that a credential revoked here ends here at once. */
  forget(): void {
    this.#known.clear();
    this.#telegram.forget();
  }

  async #accountOf(context: Context, { kind, accountId, subject }: Credential): Promise<string> {
    if (kind === "bot")
      return this.#telegram.accountOf(readOnBehalfOf(context.req.header(HEADERS.onBehalfOf)));
    const found = subject === null ? accountId : await this.#accountOfWallet(subject);
    if (found === null) throw new CocoonError("unauthorized");
    return found;
  }

  /** An owner's wallet is a person's too: what concerns their workers is told to that account. */
  #accountOfWallet(subject: string): Promise<string | null> {
    return accountOfIdentity(this.#database, { kind: "wallet", subject });
  }

  async #credentialOf(context: Context): Promise<Credential> {
    const secret = FORM.exec(context.req.header("authorization") ?? "")?.[1];
    if (!secret) throw new CocoonError("unauthorized");
    const hash = createHash("sha256").update(secret).digest("base64");
    const known = this.#known.get(hash);
    if (known && known.untilMs > Date.now()) return known.credential;
    const found = await verifyCredential(this.#database, secret);
    if (!found) {
      this.#known.delete(hash);
      throw new CocoonError("unauthorized");
    }
    this.#remember(hash, found);
    return found;
  }

  #remember(hash: string, credential: Credential): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(hash, { credential, untilMs: Date.now() + TRUST_MS });
  }
}

/** What its row names, else all that its kind may do. */
function scopesOf({ kind, scope }: Credential): readonly Scope[] {
  return scope.length === 0 ? SCOPES_OF[kind] : SCOPES.filter((one) => scope.includes(one));
}
