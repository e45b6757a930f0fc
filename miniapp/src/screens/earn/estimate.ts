// What a machine could bring, from what the network's machines brought in the last days. Nothing is estimated of what nobody
// has measured: then there is no figure.
import type { Market } from "@cocoon/protocol/api";

type Day = Market["models"][number]["days"][number];

/** A day with fewer minutes of machines says more of chance than of a machine. */
const LEAST_MINUTES = 60;
const DAY_MINUTES = 24 * 60;
const MILLION = 1_000_000n;

export interface Measured {
  /** What one machine earned on a day, the commission aside: the poorest and the best day. In nanoton. */
  readonly lowNanoton: bigint;
  readonly highNanoton: bigint;
  /** How busy the machines were then, from 0 to 1; null where it was not measured or they did nothing. */
  readonly load: number | null;
  readonly days: number;
}

/** Of the machines that served a model; null where no day has enough of them. */
export function measuredOf(days: readonly Day[], commissionPpm: number): Measured | null {
  const whole = days.filter(({ machineMinutes }) => machineMinutes >= LEAST_MINUTES);
  const perMachine = whole.map(({ chargedNanoton, machineMinutes }) => {
    const earned = (BigInt(chargedNanoton) * (MILLION - BigInt(commissionPpm))) / MILLION;
    return (earned * BigInt(DAY_MINUTES)) / BigInt(machineMinutes);
  });
  const sorted = perMachine.sort((a, b) => (a < b ? -1 : 1));
  const [lowNanoton, highNanoton] = [sorted[0], sorted.at(-1)];
  if (lowNanoton === undefined || highNanoton === undefined) return null;
  return { lowNanoton, highNanoton, load: loadOf(whole), days: whole.length };
}

function loadOf(days: readonly Day[]): number | null {
  const busy = days.reduce((sum, { busySlots }) => sum + busySlots, 0);
  const slots = days.reduce((sum, { slots: all }) => sum + all, 0);
  return busy > 0 && slots > 0 ? busy / slots : null;
}

export interface Estimate {
  readonly lowNanoton: bigint;
  readonly highNanoton: bigint;
}

/**
 * What is left of a day. @param load from 0 to 1; null takes the measured one. Another one counts in proportion, and only
 * where the load of the network was measured. @param costsNanoton power and rent of a day
 */
export function estimateOf(measured: Measured, load: number | null, costsNanoton: bigint): Estimate {
  const factor = load === null || measured.load === null ? MILLION : ppm(load / measured.load);
  const left = (earned: bigint): bigint => (earned * factor) / MILLION - costsNanoton;
  return { lowNanoton: left(measured.lowNanoton), highNanoton: left(measured.highNanoton) };
}

const ppm = (share: number): bigint => BigInt(Math.round(share * Number(MILLION)));
