import type { OwnerMachines } from "@cocoon/protocol/api";
import { decimal, ton } from "../../app/format.ts";
import type { Period } from "./series.ts";

type Machine = OwnerMachines["machines"][number];

export interface Figures {
  /** Shares from 0 to 1; null where nobody has looked yet. */
  readonly uptime: number | null;
  readonly load: number | null;
}

/** Over all machines of an owner. One that was not there at all in this time is not among them: it may have been given up. */
export function figuresOf(machines: readonly Machine[], period: Period): Figures {
  const there = machines.map((machine) => machine[period]).filter(({ onlineMinutes }) => onlineMinutes > 0);
  const sum = (key: keyof (typeof there)[number]): number => there.reduce((all, one) => all + one[key], 0);
  return {
    uptime: share(sum("onlineMinutes"), sum("watchedMinutes")),
    load: share(sum("busySlots"), sum("slots")),
  };
}

const share = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);

/** An amount as a person says it: from one TON on, two digits behind the point are enough. */
export function tonShort(nanoton: bigint): string {
  if (nanoton === 0n) return "0";
  return nanoton < 1_000_000_000n ? ton(nanoton) : decimal(Number(nanoton) / 1e9, 2);
}

/** The next round number above the highest bar: 1, 2, 4 or 8 of a power of ten, so that half of it is short, too. */
export function scaleOf(highestNanoton: bigint): bigint {
  for (let power = 1n; ; power *= 10n)
    for (const factor of [1n, 2n, 4n, 8n]) if (factor * power >= highestNanoton) return factor * power;
}
