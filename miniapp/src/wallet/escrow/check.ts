import type { GuardWish } from "@cocoon/client";
import type { DepositParameters, EscrowStatus, WalletTransaction } from "@cocoon/protocol/api";
import { ifMalformed } from "@cocoon/protocol/bytes";
import { parseTonAddress } from "@cocoon/protocol/money";
import { type ConnectedWallet, WalletError } from "../port.ts";
import { type Body, type BodyGuards, readBody } from "./body.ts";
import { isOwnEscrow } from "./own-escrow.ts";

/** What goes along for fees and comes back: no proxy has a reason to ask for more. */
const MOST_FOR_FEES = 100_000_000n;

export type Owner = Pick<ConnectedWallet, "address" | "network">;
type Standing = Pick<EscrowStatus, "dailyLimitNanoton" | "payerKey"> | null;

export interface TopUp {
  readonly owner: Owner;
  readonly amountNanoton: bigint;
  /** That the contract is to ask for from now on, in hex; null leaves it as it is. */
  readonly payerKey: string | null;
  /** The contract as the person was shown it. */
  readonly standing: Standing;
}

// The proxy makes what a wallet signs, and a wallet shows no more than a long address: so it is looked at here whether it is what
// the person asked for. A lie costs the proxy's word, never the person's money.

/** @throws WalletError not_asked unless it pays just that into the wallet's own contract; wrong_network */
export function checkTopUp(
  given: DepositParameters,
  { owner, amountNanoton, payerKey, standing }: TopUp,
): void {
  const { transaction } = given;
  const body = bodyOf(transaction);
  const sent = BigInt(transaction.messages[0].amount);
  checkPlace(transaction, owner);
  const isRight =
    body?.kind === "top_up" &&
    body.amountNanoton === amountNanoton &&
    BigInt(given.amountNanoton) === amountNanoton &&
    sent >= amountNanoton &&
    sent <= amountNanoton + MOST_FOR_FEES &&
    isOwn(given, owner) &&
    (body.guards ? isGuardOf(body.guards, amountNanoton, payerKey, standing) : payerKey === null);
  if (!isRight) throw new WalletError("not_asked");
}

export interface GuardsChange {
  readonly owner: Owner;
  readonly wish: GuardWish;
  readonly standing: Standing;
  /** Of any deposit of this wallet: by them the contract's address is known. */
  readonly deposit: DepositParameters;
}

/** @throws WalletError not_asked unless it sets just what was wished, in the wallet's own contract; wrong_network */
export function checkGuards(transaction: WalletTransaction, change: GuardsChange): void {
  const { owner, wish, standing, deposit } = change;
  const body = bodyOf(transaction);
  checkPlace(transaction, owner);
  const limit = wish.dailyLimitNanoton ?? BigInt(standing?.dailyLimitNanoton ?? 0);
  const key = wish.payerKey === undefined ? (standing?.payerKey ?? null) : wish.payerKey || null;
  const isRight =
    body?.kind === "guards" &&
    body.guards.dailyLimitNanoton === limit &&
    body.guards.payerKey === key &&
    BigInt(transaction.messages[0].amount) <= MOST_FOR_FEES &&
    isOwn(deposit, owner) &&
    rawOf(transaction.messages[0].address) === deposit.escrow;
  if (!isRight) throw new WalletError("not_asked");
}

/** A top-up may set guards where the contract is empty: never looser than what was shown, or than what is paid in. */
function isGuardOf(
  { dailyLimitNanoton, payerKey }: BodyGuards,
  amountNanoton: bigint,
  wished: string | null,
  standing: Standing,
): boolean {
  const shown = BigInt(standing?.dailyLimitNanoton ?? 0);
  const most = shown > amountNanoton ? shown : amountNanoton;
  return dailyLimitNanoton <= most && payerKey === (wished ?? standing?.payerKey ?? null);
}

function checkPlace({ network }: WalletTransaction, owner: Owner): void {
  if (network !== owner.network) throw new WalletError("wrong_network");
}

function isOwn({ escrow, transaction }: DepositParameters, owner: Owner): boolean {
  const [{ address, stateInit }] = transaction.messages;
  if (stateInit === undefined || rawOf(address) !== escrow) return false;
  return ifMalformed(
    () => isOwnEscrow(escrow, owner.address, stateInit),
    () => false,
  );
}

const rawOf = (address: string): string | null =>
  ifMalformed<string | null>(
    () => parseTonAddress(address).raw,
    () => null,
  );

const bodyOf = ({ messages: [{ payload }] }: WalletTransaction): Body | null =>
  ifMalformed<Body | null>(
    () => readBody(payload),
    () => null,
  );
