/** Before every transfer there is. */
const NEWEST = (1n << 63n) - 1n;

/** Where a page begins. @throws RangeError for anything that no page gave. */
export const cursorSeq = (before: string | null): bigint => {
  if (before === null) return NEWEST;
  if (!/^[0-9]{1,18}$/.test(before)) throw new RangeError("a cursor is what an earlier page gave");
  return BigInt(before);
};
