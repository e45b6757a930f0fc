import type { Services } from "../../../app/services.ts";
import type { StoredMessage } from "../../../storage/port.ts";
import { cardOf } from "../model/cards.ts";

/** When to ask what a part cost, in milliseconds after the ones before: the proxy settles it on its own time. */
const ASK_AFTER_MS = [0, 1_000, 4_000, 15_000] as const;
const AMOUNT = /^\d{1,19}$/;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function chargeOf(status: unknown): bigint | null {
  const charged = (status as { readonly chargedNanoton?: unknown } | null)?.chargedNanoton;
  return typeof charged === "string" && AMOUNT.test(charged) ? BigInt(charged) : null;
}

/** What was paid for the part of an answer that broke off; null where it is none, or the proxy does not say. Rejects never. */
export async function partCost(
  { engine }: Services,
  { problem, text }: StoredMessage,
  jobId: string,
): Promise<bigint | null> {
  if (!problem || cardOf(problem, text).cause.kind !== "broken") return null;
  for (const waitMs of ASK_AFTER_MS) {
    await after(waitMs);
    const status = await engine.request("GET", `/v1/jobs/${jobId}`).catch(() => null);
    const charged = chargeOf(status);
    if (charged !== null) return charged;
  }
  return null;
}
