import type { CheckId, MachineView, Problem } from "../../../engine/port.ts";

/** Why there is no answer, as far as the words for it differ. */
export type Cause =
  | { readonly kind: "refused"; readonly check: CheckId }
  | { readonly kind: "no-machine" | "guards" | "broken" | "receipt" | "forged" }
  | { readonly kind: "pay" | "offline" | "signed-out" | "too-long" | "stopped" | "lost" }
  | { readonly kind: "other"; readonly code: string };

/** What the person can do about it, the likeliest first. */
export type Act = "again" | "others" | "renew" | "part" | "failed" | "topup" | "models" | "new-chat";

export interface Card {
  readonly cause: Cause;
  readonly acts: readonly Act[];
  /** Loud: a machine failed a check. Otherwise it is a notice. */
  readonly refusal: boolean;
}

const NO_MACHINE: ReadonlySet<string> = new Set([
  "no_node_accepted",
  "queue_full",
  "unknown_model",
  "unknown_candidate",
  "reseal_required",
  "reseals_exhausted",
  "no_such_node",
]);
const PAY: ReadonlySet<string> = new Set(["insufficient_balance", "ceiling_too_low"]);

/** Checks in the order in which a failure matters to a person: what the machine runs before when it said so. */
const WEIGHT: readonly CheckId[] = [
  "listed",
  "image",
  "hardware",
  "settings",
  "firmware",
  "gpu",
  "key",
  "model",
  "freshness",
  "receipt",
];

/** The check that a refused machine failed; null when none is told. */
export function failedCheck({ checks }: MachineView): CheckId | null {
  const failed = new Set(checks.filter(({ state }) => state === "failed").map(({ id }) => id));
  return WEIGHT.find((id) => failed.has(id)) ?? null;
}

function refusedFor(refusals: readonly MachineView[]): CheckId | null {
  for (const machine of refusals) {
    const check = machine.accepted ? null : failedCheck(machine);
    if (check) return check;
  }
  return null;
}

function causeOf(problem: Problem, text: string): Cause {
  const { code, action } = problem;
  const check = refusedFor(problem.refusals);
  if (code === "receipt_forged") return { kind: "receipt" };
  if (code === "stream_forged") return { kind: "forged" };
  if (code === "aborted") return { kind: "stopped" };
  if (PAY.has(code) || action === "pay") return { kind: "pay" };
  // Whatever ended it, what had arrived was paid for, and can be looked at. That it was cancelled is the proxy's word alone:
  // this device's own stop is `aborted`.
  if (text !== "") return { kind: "broken" };
  if (code === "no_node_accepted" && check) return { kind: "refused", check };
  if (NO_MACHINE.has(code)) return { kind: "no-machine" };
  if (code === "guards_absent") return { kind: "guards" };
  if (code === "network_failed") return { kind: "offline" };
  if (code === "unauthorized") return { kind: "signed-out" };
  if (code === "prompt_too_long") return { kind: "too-long" };
  return { kind: "other", code };
}

const ACTS: { readonly [K in Cause["kind"]]: readonly Act[] } = {
  refused: ["others", "failed"],
  "no-machine": ["again", "models"],
  guards: ["again", "renew"],
  broken: ["again", "part"],
  receipt: ["again", "part"],
  forged: ["again", "part"],
  pay: ["topup", "models"],
  offline: ["again"],
  "signed-out": ["topup"],
  "too-long": ["new-chat"],
  stopped: ["again"],
  lost: ["again"],
  other: ["again"],
};

const REFUSALS: ReadonlySet<Cause["kind"]> = new Set(["refused", "receipt", "forged", "broken"]);

/** What stands in the place of an answer that did not come. `text` is what arrived of it. */
export function cardOf(problem: Problem, text: string): Card {
  const cause = causeOf(problem, text);
  const acts = ACTS[cause.kind].filter((act) => act !== "part" || text !== "");
  return { cause, acts, refusal: REFUSALS.has(cause.kind) };
}

/** Of a question whose answer this device never saw end: the app was closed over it. */
export const LOST: Card = { cause: { kind: "lost" }, acts: ACTS.lost, refusal: false };
