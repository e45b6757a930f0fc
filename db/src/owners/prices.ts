import { asc, eq, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { ownerPrices } from "../schema/index.ts";

export interface OwnerPrice {
  readonly owner: string;
  readonly model: string;
  /** "prompt/cached/output". */
  readonly quote: string;
}

const { owner, model, quote } = ownerPrices;

/** Sets what an owner asks for a model; floor and cap are the caller's to check. */
export async function setOwnerPrice(database: Database, price: OwnerPrice): Promise<void> {
  await database.run((statements) =>
    statements
      .insert(ownerPrices)
      .values(price)
      .onConflictDoUpdate({ target: [owner, model], set: { quote: price.quote, updatedAt: sql`now()` } }),
  );
}

/** What an owner asks, by model; everyone's when no owner is given. */
export const ownerPricesOf = (database: Database, of?: string): Promise<OwnerPrice[]> =>
  database.run((statements) =>
    statements
      .select({ owner, model, quote })
      .from(ownerPrices)
      .where(of === undefined ? undefined : eq(owner, of))
      .orderBy(asc(owner), asc(model)),
  );
