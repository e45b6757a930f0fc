import { fromBase64Url, MalformedError, toBase64Url } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";

const BYTES = 24;

/** A deposit that a wallet says it has sent: credited once all that its escrow was ever sent reaches the target. */
export interface SentDeposit {
  readonly amountNanoton: Nanoton;
  readonly targetNanoton: Nanoton;
  readonly sentMs: number;
}

/**
 * The deposit as its own id, so that nothing is stored for what the chain alone decides. It says nothing its reader did
 * not send, and it moves no money: whoever makes one up is told when their own escrow holds so much.
 */
export function depositId({ amountNanoton, targetNanoton, sentMs }: SentDeposit): string {
  const bytes = Buffer.alloc(BYTES);
  for (const [index, value] of [amountNanoton, targetNanoton, BigInt(sentMs)].entries())
    bytes.writeBigUInt64BE(value, index * 8);
  return toBase64Url(bytes);
}

/** Null for what is no id. */
export function readDepositId(id: string): SentDeposit | null {
  try {
    const bytes = Buffer.from(fromBase64Url(id));
    if (bytes.length !== BYTES) return null;
    const [amount, target, sentMs] = [0, 8, 16].map((at) => bytes.readBigUInt64BE(at)) as [
      bigint,
      bigint,
      bigint,
    ];
    if (amount === 0n || target < amount || sentMs > BigInt(Number.MAX_SAFE_INTEGER)) return null;
    return { amountNanoton: nanoton(amount), targetNanoton: nanoton(target), sentMs: Number(sentMs) };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError) return null;
    throw error;
  }
}
