import { EscrowPayer, type NewPayer } from "@cocoon/client/payment";
import type { SealedValues } from "../store/sealed-values.ts";
import { SealedPayerStore } from "./payer-store.ts";

/** Null where this device has no key of that escrow. */
export const openPayer = (values: SealedValues, escrow: string): Promise<EscrowPayer | null> =>
  EscrowPayer.open(new SealedPayerStore(values), escrow);

/** Its public half, Ed25519 in hex; null where this device has none. */
export const keyOf = async (values: SealedValues, escrow: string): Promise<string | null> =>
  (await openPayer(values, escrow))?.publicKey ?? null;

/** For an escrow that nothing was charged of: what it signs for are this device's own answers alone. @returns the public half */
export async function makeKey(values: SealedValues, terms: NewPayer): Promise<string> {
  return (await EscrowPayer.create(new SealedPayerStore(values), terms)).publicKey;
}
