import type { Address, Message, Transaction } from "@ton/core";

/** The exit code of its code; null where none ran. */
export function exitCodeOf(transaction: Transaction): number | null {
  const { description } = transaction;
  if (description.type !== "generic" || description.computePhase.type !== "vm") return null;
  return description.computePhase.exitCode;
}

export function gasOf(transaction: Transaction): bigint {
  const { description } = transaction;
  return description.type === "generic" && description.computePhase.type === "vm"
    ? description.computePhase.gasUsed
    : 0n;
}

export const storageFeeOf = ({ description }: Transaction): bigint =>
  description.type === "generic" ? (description.storagePhase?.storageFeesCollected ?? 0n) : 0n;

/** Whether all its changes hold. */
export const succeeded = ({ description }: Transaction): boolean =>
  description.type === "generic" && !description.aborted && !(description.actionPhase?.success === false);

export const isAt = (transaction: Transaction, address: Address): boolean =>
  transaction.address === BigInt(`0x${address.hash.toString("hex")}`);

/** Those of one account, in order. */
export const transactionsAt = <T extends Transaction>(transactions: readonly T[], address: Address): T[] =>
  transactions.filter((transaction) => isAt(transaction, address));

const internals = (transaction: Transaction): Message[] =>
  transaction.outMessages.values().filter(({ info }) => info.type === "internal");

/** What a message carries to `address`, bounces and excess included. */
export function valueSentTo(transactions: readonly Transaction[], address: Address): bigint {
  return transactions
    .flatMap(internals)
    .reduce(
      (sum, { info }) =>
        info.type === "internal" && info.dest.equals(address) ? sum + info.value.coins : sum,
      0n,
    );
}

/** Everything that these transactions cost whoever took part: what left all balances. */
export function feesOf(transactions: readonly Transaction[]): bigint {
  return transactions.reduce(
    (sum, transaction) => sum + transaction.totalFees.coins + forwardFees(transaction),
    0n,
  );
}

/** The part of its messages' fees that is not yet in its own: it goes to who imports them. */
const forwardFees = (transaction: Transaction): bigint =>
  internals(transaction).reduce(
    (sum, { info }) => (info.type === "internal" ? sum + info.forwardFee + info.ihrFee : sum),
    0n,
  );

/**
 * What an operation costs on the chain beside its wallets' own work: the fees of every contract's transaction, and of every
 * message, the wallet's first one included.
 */
export function costOf(transactions: readonly Transaction[], wallets: readonly Address[]): bigint {
  const isWallet = (transaction: Transaction): boolean => wallets.some((wallet) => isAt(transaction, wallet));
  return transactions.reduce((sum, transaction) => {
    if (!isWallet(transaction)) return sum + transaction.totalFees.coins + forwardFees(transaction);
    const { description } = transaction;
    const sent = description.type === "generic" ? (description.actionPhase?.totalFwdFees ?? 0n) : 0n;
    return sum + sent;
  }, 0n);
}
