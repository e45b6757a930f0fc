/**
 * Something that stays on for as long as anybody has a reason for it: an answer may end while a payment is still open.
 * @param turn told when the first reason comes and when the last one goes
 */
export function forReasons<R extends string>(turn: (on: boolean) => void): (why: R, on: boolean) => void {
  const reasons = new Set<R>();
  return (why, on) => {
    const was = reasons.size > 0;
    if (on) reasons.add(why);
    else reasons.delete(why);
    if (was !== reasons.size > 0) turn(reasons.size > 0);
  };
}
