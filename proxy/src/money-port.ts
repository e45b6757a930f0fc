import type {
  DepositParameters,
  GuardsParameters,
  OwnerVoucher,
  WithdrawalStatus,
} from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";

/** What an escrow's owner lets be taken. */
export interface Guards {
  readonly dailyLimitNanoton: Nanoton;
  /** Ed25519 key in hex; null where the proxy signs alone. */
  readonly payerKey: string | null;
}

/**
 * What the routes ask of the chain's side. Addresses are raw, `0:hex`.
 * - Nothing here credits money: only the watcher does, by what it has seen.
 * - Must fail with `CocoonError` for what the caller can mend; every other failure to reach the chain is `unavailable`.
 */
export interface MoneyPort {
  /**
   * Whether jobs may be taken on escrows' money: not before the chain's history is in the books after a start, and not while
   * an escrow was charged more than these books know to have been signed; then an operator must look.
   */
  readonly standing: "ready" | "catching_up" | "behind";
  /** TON Connect's name of the network: its global id as text. */
  readonly network: string;
  /** Less is refused by the contract. */
  readonly minimumDepositNanoton: Nanoton;
  /** For the owner's wallet to send (deposits/transactions.ts). @param guards null leaves them as they are */
  depositParameters(owner: string, amountNanoton: Nanoton, guards: Guards | null): Promise<DepositParameters>;
  guardsParameters(owner: string, guards: Guards): Promise<GuardsParameters>;
  /** A wallet says that it has sent something: the watcher looks now rather than at its next turn. */
  poke(): void;
  /** All that the owner's escrow has ever been sent, by the chain's word now and not yet the ledger's; null: no contract. */
  depositedOnChain(owner: string): Promise<Nanoton | null>;
  /** What a wallet's `get_public_key` gives, for one whose code is not known; null where it gives nothing. */
  publicKeyOf(address: string): Promise<Uint8Array | null>;
  /**
   * Freezes the account and sends the close that the proxy signed; again while it is on its way: the same withdrawal.
   * @throws CocoonError nothing_to_withdraw, jobs_running, wallet_required
   */
  requestWithdrawal(accountId: string): Promise<WithdrawalStatus>;
  /** The account's latest; null: it never withdrew. */
  withdrawal(accountId: string): Promise<WithdrawalStatus | null>;
  /** Less is not paid to an owner by the proxy, whatever their threshold. */
  readonly payNowAtNanoton: Nanoton;
  /** Over all that the owner earned and the treasury covers, by which they are paid without the proxy. */
  ownerVoucher(owner: string): Promise<OwnerVoucher["voucher"]>;
  /**
   * Pushes what is owed with the next batch, whatever the threshold. What is due then.
   * @throws CocoonError amount_too_small below `payNowAtNanoton`
   */
  payNow(owner: string): Promise<Nanoton>;
}
