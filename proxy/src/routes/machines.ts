import type { Database } from "@cocoon/db/connection";
import { type MachineUptime, ownerUptime, type Uptime } from "@cocoon/db/owners";
import type { OwnerMachines } from "@cocoon/protocol/api";

const DAY_MS = 24 * 60 * 60_000;
const NONE: Uptime = { onlineMinutes: 0, watchedMinutes: 0, busySlots: 0, slots: 0 };

/** Every machine of an owner that was seen in the last month, with its uptime and load in each of three times. */
export async function machinesOf(database: Database, owner: string, nowMs: number): Promise<OwnerMachines> {
  const of = (days: number) => ownerUptime(database, { owner, sinceMs: nowMs - days * DAY_MS });
  const [day, week, month] = await Promise.all([of(1), of(7), of(30)]);
  return {
    machines: month.map(({ chipId, seenMs, ...rest }) => ({
      chipId,
      seenMs,
      day: uptimeIn(day, chipId),
      week: uptimeIn(week, chipId),
      month: rest,
    })),
  };
}

function uptimeIn(found: readonly MachineUptime[], chipId: string): Uptime {
  const { onlineMinutes, watchedMinutes, busySlots, slots } =
    found.find((one) => one.chipId === chipId) ?? NONE;
  return { onlineMinutes, watchedMinutes, busySlots, slots };
}
