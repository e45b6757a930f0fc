import { signal } from "@preact/signals";
import type { Services } from "../../../app/services.ts";

/** What can be spent, a trial included, in nanoton; null before it is known. */
export const available = signal<bigint | null>(null);

/** Reads the balance anew; the last one stays where that fails. */
export async function loadBalance({ engine }: Services): Promise<void> {
  try {
    const { availableNanoton, grantedNanoton } = await engine.money.account();
    available.value = BigInt(availableNanoton) + BigInt(grantedNanoton);
  } catch {
    // The wallet's screen says what is wrong; a strip over the composer would only repeat it.
  }
}

/** Below so many usual answers the strip over the composer shows, unless the person named an amount. */
const FEW_ANSWERS = 25n;

export function isLow(
  balanceNanoton: bigint | null,
  answerNanoton: bigint | null,
  warnBelowNanoton: bigint | null,
): boolean {
  if (balanceNanoton === null) return false;
  if (warnBelowNanoton !== null) return balanceNanoton < warnBelowNanoton;
  return answerNanoton !== null && answerNanoton > 0n && balanceNanoton < answerNanoton * FEW_ANSWERS;
}
