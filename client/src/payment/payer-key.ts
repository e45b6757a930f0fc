import { chargeVoucher, type EscrowVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import { Secret, toHex } from "@cocoon/protocol/bytes";
import { Address } from "@ton/core";
import { type Random, webRandom } from "../ports.ts";
import type { PayerRecord } from "./record.ts";

const SEED_BYTES = 32;

/** A new key for an escrow's second signature; its public half goes into the escrow's guards. */
export const newPayerKey = (random: Random = webRandom): Secret<Uint8Array> => new Secret(random(SEED_BYTES));

/** Ed25519, 32 bytes in hex. */
export const payerPublicKey = (key: Secret<Uint8Array>): string => toHex(voucherPublicKey(key.reveal()));

export type Charge = Pick<EscrowVoucher, "epoch" | "cumulativeNanoton" | "validUntil">;

/** Signs what the escrow's contract will rebuild for itself: only its own network, address, epoch and counter. */
export function signCharge({ key, escrow, globalId }: PayerRecord, charge: Charge): string {
  const voucher = chargeVoucher({ ...charge, globalId, escrow: Address.parse(escrow) });
  return toHex(signVoucher(voucher, key.reveal()));
}
