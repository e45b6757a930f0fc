import type { Address } from "@ton/core";
import { type ChainSource, isSame, type TransactionId } from "../source/port.ts";
import { oldestFirst } from "./walk.ts";

export interface Agreed {
  /** Null when nothing ever happened, or when one source has seen nothing yet. */
  readonly newest: TransactionId | null;
  /** Whether some source shows more already. */
  readonly isBehind: boolean;
}

/**
 * The newest transaction of the account that all sources show: the oldest of their newest ones, to which every other
 * source's own history must lead back. Its hash commits to everything before it, so that one answer settles all. A source
 * that is behind delays; one that tells another history makes it fail. @throws WalkError, ChainError
 */
export async function agreedNewest(sources: readonly ChainSource[], account: Address): Promise<Agreed> {
  const shown = await Promise.all(
    sources.map(async (source) => ({ source, newest: await newestOf(source, account) })),
  );
  const [oldest, ...others] = shown.toSorted((a, b) => compare(a.newest, b.newest));
  const agreed = oldest?.newest ?? null;
  for (const { source, newest } of others)
    if (agreed && newest) await leadsTo(source, account, newest, agreed);
  return { newest: agreed, isBehind: others.some(({ newest }) => !isSame(newest, agreed)) };
}

async function newestOf(source: ChainSource, account: Address): Promise<TransactionId | null> {
  return (await source.account(account)).last;
}

const compare = (a: TransactionId | null, b: TransactionId | null): number => {
  const difference = (a?.lt ?? -1n) - (b?.lt ?? -1n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

async function leadsTo(source: ChainSource, account: Address, newest: TransactionId, cursor: TransactionId) {
  const pages = oldestFirst({ source, account, newest, cursor });
  // The walk back is done before the first page is given.
  await pages.next();
  await pages.return(undefined);
}
