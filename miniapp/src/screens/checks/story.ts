// What the screen tells of one machine, from the results of its checks alone.
import type { CheckId, CheckLine, MachineView } from "../../engine/port.ts";

/** What stands over the lines. */
export type Verdict = "verified" | "simulated" | "refused";

export interface Story {
  readonly verdict: Verdict;
  /** What speaks against it, the first one opened; empty for a machine that was taken. */
  readonly failed: readonly CheckLine[];
  /** All that has a result, in the order in which a person reads it. */
  readonly held: readonly CheckLine[];
}

/** From the chip to what runs on it, then to how old all of that is. */
const ORDER: readonly CheckId[] = [
  "hardware",
  "settings",
  "image",
  "model",
  "gpu",
  "firmware",
  "freshness",
  "key",
  "listed",
];

/**
 * The receipt is the answer's, not the machine's, and stands by itself. Of a refused machine, a check that was not made is not
 * shown: nothing is known of it. Of one that was taken it says what is missing.
 */
export function storyOf({ accepted, simulated, checks }: MachineView): Story {
  const found = ORDER.flatMap((id) => checks.find((check) => check.id === id) ?? []);
  const lines = simulated ? found.map(backedByNothing) : found;
  const failed = lines.filter(({ state }) => state === "failed");
  const refused = !accepted || failed.length > 0;
  const held = lines.filter(({ state }) => state !== "failed" && !(refused && isOpen(state)));
  return { verdict: refused ? "refused" : simulated ? "simulated" : "verified", failed, held };
}

/** What a simulated machine says of itself is proved by no chip, its model and its place in a list neither. */
const backedByNothing = (line: CheckLine): CheckLine =>
  line.state === "passed" ? { ...line, state: "simulated" } : line;

const isOpen = (state: CheckLine["state"]): boolean => state === "absent" || state === "waiting";

/** The checks of which nothing is known yet, for the place that their results will take. */
export const UNCHECKED: readonly CheckLine[] = ORDER.map((id) => ({
  id,
  state: "waiting",
  facts: [],
  code: null,
}));

/** Whether the evidence was made for this very check, by a nonce of this phone. */
export const isLive = ({ checks }: MachineView): boolean =>
  checks.some(({ id, facts }) => id === "freshness" && facts.some(([name]) => name === "Nonce"));

/** Which machine the screen opens with: one that was taken, and a real one before a simulated one. */
export function firstOf(machines: readonly MachineView[]): MachineView | null {
  const taken = machines.filter(({ accepted }) => accepted);
  return taken.find(({ simulated }) => !simulated) ?? taken[0] ?? machines[0] ?? null;
}
