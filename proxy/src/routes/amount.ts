import { CocoonError, MONEY_LIMITS } from "@cocoon/protocol/api";
import { ifMalformed } from "@cocoon/protocol/bytes";
import { formatTon, type Nanoton, parseNanoton } from "@cocoon/protocol/money";

/** The one currency there is; rows carry it, so that others can come. */
const CURRENCY = "TON";

/** An amount above zero, from text alone: a JSON number may have lost digits. @throws CocoonError amount_malformed, amount_too_small */
export function readAmount(given: unknown, least: Nanoton): Nanoton {
  const amount = readAmountOrZero(given);
  if (amount === 0n) throw new CocoonError("amount_malformed");
  if (amount < least) throw new CocoonError("amount_too_small", `at least ${formatTon(least)}`);
  return amount;
}

/** @throws CocoonError amount_malformed */
export function readAmountOrZero(given: unknown): Nanoton {
  const malformed = () => {
    throw new CocoonError("amount_malformed");
  };
  return typeof given === "string" ? ifMalformed(() => parseNanoton(given), malformed) : malformed();
}

/** @throws CocoonError unknown_currency */
export function checkCurrency(given: string | null): void {
  if (given !== null && given !== CURRENCY) throw new CocoonError("unknown_currency");
}

/** A comment or label, in characters as people count them. @throws CocoonError comment_too_long, malformed_request */
export function readComment(given: string): string {
  if (Array.from(given).length > MONEY_LIMITS.commentLength) throw new CocoonError("comment_too_long");
  if (/\p{Cc}/u.test(given))
    throw new CocoonError("malformed_request", "a comment has no control characters");
  return given;
}
