const LOOK_EVERY_MS = 20;

/**
 * Looks until `look` gives a value, and gives it; undefined and false mean "not yet".
 * @param what completes the sentence "… did not come in time"
 * @throws Error after `deadlineMs`
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs: number,
): Promise<T> {
  const latest = Date.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > latest) throw new Error(`${what} did not come in ${deadlineMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
