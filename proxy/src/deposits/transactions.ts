import {
  encodeSetGuards,
  encodeTopUp,
  escrowAddress,
  escrowStateInit,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import {
  CocoonError,
  type DepositParameters,
  type GuardsParameters,
  MONEY_LIMITS,
  type WalletTransaction,
} from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { addNanoton, type Nanoton } from "@cocoon/protocol/money";
import { type Address, beginCell, type Cell, storeStateInit } from "@ton/core";
import type { Guards } from "../money-port.ts";

/** A wallet must send within it: longer than a person needs, shorter than they would forget it. */
const VALID_S = 5 * 60;
const TESTNET = "-3";

export interface Place {
  readonly treasury: Address;
  readonly owner: Address;
  /** TON Connect's name of it. */
  readonly network: string;
  readonly nowMs: number;
}

/** The transaction by which a wallet puts exactly `amountNanoton` into its owner's escrow. @throws CocoonError amount_malformed */
export function depositTransaction(
  place: Place,
  amountNanoton: Nanoton,
  guards: Guards | null,
): DepositParameters {
  if (amountNanoton > MONEY_LIMITS.largestNanoton - VALUE_FOR_FEES) throw new CocoonError("amount_malformed");
  const payload = encodeTopUp({ amountNanoton, ...(guards && { guards: contractGuards(guards) }) });
  const value = addNanoton(amountNanoton, VALUE_FOR_FEES);
  return {
    escrow: escrowOf(place).toRawString(),
    amountNanoton: amountNanoton.toString(),
    transaction: transactionTo(place, value, payload, true),
  };
}

/** The transaction by which the owner sets what their escrow lets be taken. */
export function guardsTransaction(place: Place, guards: Guards): GuardsParameters {
  const payload = encodeSetGuards(contractGuards(guards));
  const transaction = transactionTo(place, VALUE_FOR_FEES, payload, false);
  return { escrow: escrowOf(place).toRawString(), transaction };
}

const escrowOf = ({ treasury, owner }: Place): Address => escrowAddress(treasury, owner);

const contractGuards = ({ dailyLimitNanoton, payerKey }: Guards) => ({
  dailyLimitNanoton,
  payerKey: payerKey === null ? null : fromHex(payerKey),
});

/** @param deploys sends the code along, which a contract that exists already ignores */
function transactionTo(place: Place, value: Nanoton, payload: Cell, deploys: boolean): WalletTransaction {
  const { treasury, owner, network, nowMs } = place;
  const init = beginCell().store(storeStateInit(escrowStateInit(treasury, owner)));
  const address = escrowOf(place).toString({ testOnly: network === TESTNET });
  return {
    validUntil: Math.floor(nowMs / 1000) + VALID_S,
    network,
    messages: [
      {
        address,
        amount: value.toString(),
        payload: base64Of(payload),
        ...(deploys && { stateInit: base64Of(init.endCell()) }),
      },
    ],
  };
}

const base64Of = (cell: Cell): string => cell.toBoc().toString("base64");
