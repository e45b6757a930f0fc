import type { AccountStatus, WithdrawalStatus } from "@cocoon/protocol/api";
import { useEffect, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { EngineError } from "../../engine/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { usePolling } from "./use-polling.ts";

export interface Withdrawal {
  /** The one of this visit, or one that was open when it began; null without one. */
  readonly status: WithdrawalStatus | null;
  readonly isOpen: boolean;
  /** Asks the proxy to agree. @throws EngineError */
  start(): Promise<void>;
}

const isOpenState = (status: WithdrawalStatus | null): boolean =>
  status?.state === "requested" || status?.state === "sent";

/** A withdrawal that the network agrees to, followed until the contract has paid. */
export function useWithdrawal(desk: WalletDesk, account: AccountStatus | null): Withdrawal {
  const { engine, platform } = useServices();
  const [status, setStatus] = useState<WithdrawalStatus | null>(null);
  const isFrozen = (account?.escrow?.frozenUntilMs ?? null) !== null;
  const isOpen = isOpenState(status);
  const look = async (): Promise<void> => {
    const next = await engine.money.withdrawal().catch(ifUnknown);
    if (next) setStatus(next);
  };
  useEffect(() => {
    if (isFrozen && !status) void look();
  }, [isFrozen]);
  usePolling(isOpen, look);
  useEffect(() => {
    if (status?.state === "paid") platform.haptic("success");
    if (status && !isOpen) void desk.account.refresh();
  }, [status?.state]);
  return { status, isOpen, start: async () => setStatus(await engine.money.withdraw()) };
}

/** Null also where it can't be asked now: it is asked again. */
function ifUnknown(error: unknown): null {
  if (error instanceof EngineError) return null;
  throw error;
}
