import type { WalletTransaction } from "@cocoon/protocol/api";
import { friendlyAddress } from "@cocoon/protocol/money";
import { SENT_FOR_FEES } from "./fees.ts";

/** Messages of the deposit contract that have no fields, as bags of cells: RequestClose and FinalizeClose. */
const REQUEST_CLOSE = "te6cckEBAQEADgAAGBwMABQAAAAAAAAAABAmVO8=";
const FINALIZE_CLOSE = "te6cckEBAQEADgAAGBwMABUAAAAAAAAAAFjwahs=";

const TESTNET = "-3";
/** A wallet must send within it. */
const VALID_S = 5 * 60;

export interface OwnClose {
  /** Raw. */
  readonly escrow: string;
  /** TON's id of the wallet's network, as text. */
  readonly network: string;
  readonly step: "request" | "finalize";
  readonly nowMs: number;
}

/**
 * What the owner's wallet sends to have the deposit back without asking anyone: made here, so that no proxy is needed for it.
 * What is left is paid to the owner 24 hours after the request.
 */
export function ownCloseTransaction({ escrow, network, step, nowMs }: OwnClose): WalletTransaction {
  return {
    validUntil: Math.floor(nowMs / 1_000) + VALID_S,
    network,
    messages: [
      {
        address: friendlyAddress(escrow, { bounceable: true, testOnly: network === TESTNET }),
        amount: SENT_FOR_FEES.toString(),
        payload: step === "request" ? REQUEST_CLOSE : FINALIZE_CLOSE,
      },
    ],
  };
}
