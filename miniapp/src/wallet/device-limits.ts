import { signal } from "@preact/signals";
import type { Settings } from "./own-storage.ts";

/** What can be limited: by the contract, a day; on this device, when to warn and what one answer may cost. */
export type LimitName = "day" | DeviceLimit;
export type DeviceLimit = "warn" | "answer";

const KEPT_AS = { warn: "wallet.warn-below", answer: "wallet.answer-ceiling" } as const;
const AMOUNT = /^[0-9]{1,19}$/;

/** Below this balance the chat says so; null: by the number of answers left. In nanoton. */
export const warnBelow = signal<bigint | null>(null);
/** The most that one answer may cost; null: what its size allows. In nanoton. */
export const answerCeiling = signal<bigint | null>(null);

const SIGNALS = { warn: warnBelow, answer: answerCeiling } as const;

/** Reads both, as they were set on this device. */
export async function readDeviceLimits(settings: Settings): Promise<void> {
  for (const name of ["warn", "answer"] as const) {
    const kept = await settings.getSetting(KEPT_AS[name]);
    SIGNALS[name].value = kept !== null && AMOUNT.test(kept) ? BigInt(kept) : null;
  }
}

/** Keeps one; null removes it. */
export async function setDeviceLimit(
  settings: Settings,
  name: DeviceLimit,
  nanoton: bigint | null,
): Promise<void> {
  SIGNALS[name].value = nanoton;
  await settings.setSetting(KEPT_AS[name], nanoton === null ? null : nanoton.toString());
}
