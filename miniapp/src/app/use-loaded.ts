import { type Inputs, useCallback, useEffect, useState } from "preact/hooks";

/** Something a screen asks for: on its way, there, or refused. */
export type Loaded<T> =
  | { readonly state: "waiting" }
  | { readonly state: "there"; readonly value: T }
  | { readonly state: "failed"; readonly error: unknown };

const WAITING: Loaded<never> = { state: "waiting" };

/**
 * Asks when the screen is first drawn and when one of `inputs` changes; what was there before stays in sight meanwhile.
 * @returns it, and what asks anew
 */
export function useLoaded<T>(load: () => Promise<T>, inputs: Inputs): readonly [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>(WAITING);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isLate = false;
    load().then(
      (value) => isLate || setLoaded({ state: "there", value }),
      (error: unknown) => isLate || setLoaded({ state: "failed", error }),
    );
    return () => {
      isLate = true;
    };
  }, [...inputs, round]);
  return [loaded, useCallback(() => setRound((past) => past + 1), [])];
}

/** What is there, or null. */
export const valueOf = <T>(loaded: Loaded<T>): T | null => (loaded.state === "there" ? loaded.value : null);
