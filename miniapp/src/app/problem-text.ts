import { signal } from "@preact/signals";
import { EngineError, type Problem } from "../engine/port.ts";
import { fetchModule } from "./fetch-module.ts";
import type * as sentences from "./problems.ts";

const words = signal<typeof sentences | null>(null);

/** Fetches the sentences about problems: not needed by the first paint, but before the connection is lost. */
export async function fetchProblemTexts(): Promise<void> {
  words.value ??= await fetchModule(() => import("./problems.ts"));
}

/** What a person is told of a problem; empty until the sentences have come. A component that calls it is drawn anew then. */
export function problemText(problem: Pick<Problem, "code" | "refusals">): string {
  if (!words.value) fetchProblemTexts().catch(() => undefined);
  return words.value?.problemText(problem) ?? "";
}

/** What went wrong, of anything that was thrown; what is none of the engine's own is a fault of the app. */
export const problemOf = (error: unknown): Problem =>
  error instanceof EngineError
    ? error.problem
    : { code: "internal", action: "retry", detail: String(error), partialText: null, refusals: [] };
