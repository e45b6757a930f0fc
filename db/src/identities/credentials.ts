import { randomBytes, randomUUID } from "node:crypto";
import { Secret, sha256, toBase64Url, toHex, utf8 } from "@cocoon/protocol/bytes";
import type { Nanoton } from "@cocoon/protocol/money";
import { and, desc, eq, gt, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { type CREDENTIAL_KINDS, credentials, millisecondsOf, millisecondsOrNull } from "../schema/index.ts";

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** Whom a secret lets in, and as what. */
export interface Credential {
  readonly credentialId: string;
  readonly kind: CredentialKind;
  /** Of an `api_key` or `access_token`; null for the bot and for owners. */
  readonly accountId: string | null;
  /** Of an `owner`: the raw payout address. */
  readonly subject: string | null;
  readonly scope: readonly string[];
}

export type NewCredential = {
  /** For its holder's eyes, at most 64 characters. */
  readonly label?: string;
  readonly scope?: readonly string[];
  /** For ever when not given. */
  readonly lifetimeMs?: number;
} & (
  | { readonly kind: "api_key"; readonly accountId: string; readonly budgetNanoton?: Nanoton | null }
  | { readonly kind: "access_token"; readonly accountId: string }
  | { readonly kind: "bot" }
  | { readonly kind: "owner"; readonly subject: string }
);

/** What a secret of each kind begins with, so that a person and a scanner know what they have found. */
const PREFIXES = { api_key: "ck_", access_token: "ct_", bot: "cb_", owner: "co_" } as const satisfies Record<
  CredentialKind,
  string
>;

/** 256 random bits: too many to guess, so a plain hash protects the stored form. */
const KEY_BYTES = 32;

const hashOf = (secret: string): string => toHex(sha256(utf8(secret)));

/**
 * Makes a credential: a prefix by its kind and 43 base64url characters. The answer is the only copy; the database keeps
 * its SHA-256. @throws DatabaseError 23503 when there is no such account.
 */
export async function createCredential(
  database: Database,
  made: NewCredential,
): Promise<{ credentialId: string; secret: Secret<string> }> {
  const secret = PREFIXES[made.kind] + toBase64Url(randomBytes(KEY_BYTES));
  const credentialId = randomUUID();
  const { kind, label = "", scope = [], lifetimeMs } = made;
  await database.run((statements) =>
    statements.insert(credentials).values({
      id: credentialId,
      kind,
      accountId: "accountId" in made ? made.accountId : null,
      subject: made.kind === "owner" ? made.subject : null,
      budgetNanoton: made.kind === "api_key" ? made.budgetNanoton : null,
      keyHash: hashOf(secret),
      label,
      scope: [...scope],
      expiresAt: lifetimeMs === undefined ? null : sql`now() + ${lifetimeMs} * interval '1 millisecond'`,
    }),
  );
  return { credentialId, secret: new Secret(secret) };
}

const usable = and(
  isNull(credentials.revokedAt),
  or(isNull(credentials.expiresAt), gt(credentials.expiresAt, sql`now()`)),
);

/**
 * Whom this lets in; null when unknown, expired or revoked. Any text costs the same, one hash and one look-up by it, so
 * the time taken says nothing of how near a guess was.
 */
export async function verifyCredential(database: Database, secret: string): Promise<Credential | null> {
  const { id, kind, accountId, subject, scope } = credentials;
  const rows = await database.run((statements) =>
    statements
      .select({ credentialId: id, kind, accountId, subject, scope })
      .from(credentials)
      .where(and(eq(credentials.keyHash, hashOf(secret)), usable)),
  );
  return rows[0] ?? null;
}

/** What the list of an account's credentials shows; never the secret. */
export interface CredentialListing extends Credential {
  readonly label: string;
  readonly budgetNanoton: Nanoton | null;
  /** Settled. */
  readonly budgetSpentNanoton: Nanoton;
  readonly budgetHeldNanoton: Nanoton;
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
}

const listed = (database: Database, which: SQL, limit: number): Promise<CredentialListing[]> => {
  const { id, kind, accountId, subject, scope, label } = credentials;
  const { budgetNanoton, budgetSpentNanoton, budgetHeldNanoton } = credentials;
  return database.run((statements) =>
    statements
      .select({
        ...{ credentialId: id, kind, accountId, subject, scope, label },
        ...{ budgetNanoton, budgetSpentNanoton, budgetHeldNanoton },
        createdMs: millisecondsOf(credentials.createdAt),
        expiresMs: millisecondsOrNull(credentials.expiresAt),
        revokedMs: millisecondsOrNull(credentials.revokedAt),
      })
      .from(credentials)
      .where(which)
      .orderBy(sql`${credentials.revokedAt} is not null`, desc(credentials.createdAt))
      .limit(limit),
  );
};

/** An account's API keys, newest first, the revoked ones after all that stand. */
export const apiKeysOf = (database: Database, accountId: string, limit = 100): Promise<CredentialListing[]> =>
  listed(database, sql`${credentials.accountId} = ${accountId} and ${credentials.kind} = 'api_key'`, limit);

/** The bot's credentials in the same order, for the operator. */
export const botCredentials = (database: Database, limit = 100): Promise<CredentialListing[]> =>
  listed(database, sql`${credentials.kind} = 'bot'`, limit);

/**
 * Takes a credential back for ever. "exists" when it was revoked before or never made. @param accountId whose it must be;
 * null for the operator, who may revoke any.
 */
export async function revokeCredential(
  database: Database,
  credentialId: string,
  accountId: string | null,
): Promise<"revoked" | "exists"> {
  const mine = accountId === null ? undefined : eq(credentials.accountId, accountId);
  const rows = await database.run((statements) =>
    statements
      .update(credentials)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(credentials.id, credentialId), isNull(credentials.revokedAt), mine))
      .returning({ id: credentials.id }),
  );
  return rows.length === 1 ? "revoked" : "exists";
}

/**
 * Changes what a standing API key may ever spend. A key that was made without a budget has none to change.
 * @returns "too_low" below what the key has spent and holds; "absent" where the account has no such key
 */
export async function changeBudget(
  database: Database,
  credentialId: string,
  accountId: string,
  budgetNanoton: Nanoton,
): Promise<"changed" | "too_low" | "absent"> {
  const { id, kind, revokedAt, budgetSpentNanoton: spent, budgetHeldNanoton: held } = credentials;
  const which = and(
    eq(id, credentialId),
    eq(credentials.accountId, accountId),
    eq(kind, "api_key"),
    isNotNull(credentials.budgetNanoton),
    isNull(revokedAt),
  );
  const changed = await database.run((statements) =>
    statements
      .update(credentials)
      .set({ budgetNanoton })
      // Compared by the statement that changes it: a hold that comes at the same time is counted.
      .where(and(which, sql`${spent} + ${held} <= ${String(budgetNanoton)}::numeric`))
      .returning({ id }),
  );
  if (changed.length === 1) return "changed";
  const rows = await database.run((statements) => statements.select({ id }).from(credentials).where(which));
  return rows.length === 1 ? "too_low" : "absent";
}
