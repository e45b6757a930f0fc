import { encode } from "../codec.ts";
import { VaultError } from "../port.ts";

/** Plain data, compared in a page as in Node. @throws naming what is not as expected */
export function same(what: string, got: unknown, expected: unknown): void {
  const [is, should] = [got, expected].map((value) =>
    new TextDecoder().decode(encode(sorted(value ?? null))),
  );
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

/** The code that a call is refused with; "none" when it is not. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

/** The order of fields says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}
