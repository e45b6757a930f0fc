import { and, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { type CHALLENGE_PURPOSES, challenges, credentials, usedInitData } from "../schema/index.ts";

export interface Challenge {
  /** SHA-256 of the challenge, hex. */
  readonly hash: string;
  readonly purpose: (typeof CHALLENGE_PURPOSES)[number];
  /** For `link`: whose account; null for every other purpose. */
  readonly accountId: string | null;
}

/** Remembers a challenge that was given out. @throws DatabaseError 23505 for one given out before. */
export async function saveChallenge(
  database: Database,
  { hash, purpose, accountId, lifetimeMs }: Challenge & { readonly lifetimeMs: number },
): Promise<void> {
  const expiresAt = sql`now() + ${lifetimeMs} * interval '1 millisecond'`;
  await database.run((statements) =>
    statements.insert(challenges).values({ hash, purpose, accountId, expiresAt }),
  );
}

/** Uses a challenge up. Null when it was never given out for this purpose, has expired or was used: of two at once, one wins. */
export async function useChallenge(
  database: Database,
  { hash, purpose }: Omit<Challenge, "accountId">,
): Promise<{ accountId: string | null } | null> {
  const rows = await database.run((statements) =>
    statements
      .update(challenges)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(challenges.hash, hash),
          eq(challenges.purpose, purpose),
          isNull(challenges.usedAt),
          gt(challenges.expiresAt, sql`now()`),
        ),
      )
      .returning({ accountId: challenges.accountId }),
  );
  return rows[0] ?? null;
}

/** Uses initData up. False when it was used before. @param hash SHA-256 of it, hex. @param lifetimeMs until nobody accepts it. */
export async function useInitData(database: Database, hash: string, lifetimeMs: number): Promise<boolean> {
  const expiresAt = sql`now() + ${lifetimeMs} * interval '1 millisecond'`;
  const rows = await database.run((statements) =>
    statements
      .insert(usedInitData)
      .values({ hash, expiresAt })
      .onConflictDoNothing()
      .returning({ hash: usedInitData.hash }),
  );
  return rows.length === 1;
}

/** Forgets what has expired and so can't be used again; an API key stays on its account's list. */
export async function forgetExpired(database: Database): Promise<void> {
  await database.run((statements) =>
    statements.delete(challenges).where(lt(challenges.expiresAt, sql`now()`)),
  );
  await database.run((statements) =>
    statements.delete(usedInitData).where(lt(usedInitData.expiresAt, sql`now()`)),
  );
  await database.run((statements) =>
    statements
      .delete(credentials)
      .where(
        and(inArray(credentials.kind, ["access_token", "owner"]), lt(credentials.expiresAt, sql`now()`)),
      ),
  );
}
