import type { AccountStatus, EscrowStatus } from "@cocoon/protocol/api";
import { formatTon, parseNanoton } from "@cocoon/protocol/money";

const ton = (text: string): string => formatTon(parseNanoton(text));
const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What is left, in one line. */
export function balanceLine({ availableNanoton, heldNanoton }: AccountStatus): string {
  const held = parseNanoton(heldNanoton);
  return `available ${ton(availableNanoton)}${held > 0n ? ` · held ${formatTon(held)}` : ""}`;
}

/** The balance, and what of it may be spent today and how. */
export function balanceLines(account: AccountStatus): string[] {
  const granted = parseNanoton(account.grantedNanoton) + parseNanoton(account.grantedHeldNanoton);
  const { budgetNanoton } = account.credential;
  return [
    balanceLine(account),
    ...(granted > 0n ? [`trial     ${formatTon(granted)}, which can't be withdrawn`] : []),
    ...(budgetNanoton === null ? [] : [`budget    ${ton(budgetNanoton)} left for this key`]),
    ...(account.escrow ? escrowLines(account.escrow, account.uncollectedNanoton) : []),
  ];
}

function escrowLines(escrow: EscrowStatus, uncollectedNanoton: string): string[] {
  const { payerKey, pending, closingAtMs, frozenUntilMs } = escrow;
  return [
    `escrow    ${escrow.address} · ${ton(escrow.balanceNanoton)}, of which ${ton(uncollectedNanoton)} is spent and not yet charged`,
    `limit     ${ton(escrow.dailyLimitNanoton)} a day · ${ton(escrow.chargedTodayNanoton)} charged today`,
    ...(pending
      ? [`from ${timeOf(pending.atMs)}: ${ton(pending.dailyLimitNanoton)} a day${keyNote(pending.payerKey)}`]
      : []),
    ...(payerKey === null
      ? []
      : [`payer key ${payerKey.slice(0, 12)}: nothing is charged without its signature`]),
    ...(closingAtMs === null ? [] : [`closing   by its owner; paid out from ${timeOf(closingAtMs)}`]),
    ...(frozenUntilMs === null
      ? []
      : [`frozen    until ${timeOf(frozenUntilMs)}, while a withdrawal is on its way`]),
  ];
}

const keyNote = (payerKey: string | null): string =>
  payerKey === null ? "" : `, with the signature of ${payerKey.slice(0, 12)}`;
