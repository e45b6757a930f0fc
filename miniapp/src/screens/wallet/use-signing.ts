import type { GuardWish } from "@cocoon/client";
import type { WalletTransaction } from "@cocoon/protocol/api";
import { useEffect, useRef } from "preact/hooks";
import type { WalletDesk } from "../../wallet/desk.ts";
import { type Attempt, useAttempt } from "./use-attempt.tsx";

export interface Signing extends Attempt {
  /** Asks the wallet to sign and send. @returns whether it did */
  sign(make: () => Promise<WalletTransaction>): Promise<boolean>;
  /** Asks it to change what the contract lets be charged. @returns whether it did */
  signGuards(make: () => Promise<GuardWish>): Promise<boolean>;
  cancel(): void;
}

/** Transactions other than payments: the owner's wallet signs each. Nobody waits longer than the signature could count. */
export function useSigning(desk: WalletDesk, title: string): Signing {
  const attempt = useAttempt(title);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);
  const send = async (make: () => Promise<WalletTransaction>): Promise<void> => {
    const transaction = await make();
    const aborted = new AbortController();
    asking.current = aborted;
    const timer = setTimeout(() => aborted.abort(), transaction.validUntil * 1_000 - Date.now());
    try {
      await desk.link.send(transaction, { onAsked: () => undefined, signal: aborted.signal });
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    ...attempt,
    sign: (make) => attempt.run(() => send(make)),
    signGuards: (make) =>
      attempt.run(async () => {
        const wish = await make();
        await send(() => desk.guards.transaction(wish, desk.link.wallet.peek()));
        desk.guards.sent(wish);
      }),
    cancel: () => asking.current?.abort(),
  };
}
