import { type Ed25519, Secret, toHex } from "@cocoon/protocol/bytes";
import { type Random, webRandom } from "../ports.ts";
import { type Charge, chargeHash } from "./charge-hash.ts";
import type { PayerRecord } from "./record.ts";

const SEED_BYTES = 32;

/** A new key for an escrow's second signature; its public half goes into the escrow's guards. */
export const newPayerKey = (random: Random = webRandom): Secret<Uint8Array> => new Secret(random(SEED_BYTES));

/** Ed25519, 32 bytes in hex. */
export const payerPublicKey = (ed25519: Ed25519, key: Secret<Uint8Array>): string =>
  toHex(ed25519.ed25519PublicKey(key.reveal()));

/** Signs what the escrow's contract will rebuild for itself: only its own network, address, epoch and counter. */
export const signCharge = (
  ed25519: Ed25519,
  { key, escrow, globalId }: Pick<PayerRecord, "key" | "escrow" | "globalId">,
  charge: Charge,
): string => toHex(ed25519.signEd25519(chargeHash(escrow, globalId, charge), key.reveal()));
