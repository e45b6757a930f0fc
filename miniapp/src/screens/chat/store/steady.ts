import type { AskView } from "../../../engine/port.ts";

/** The least time between two steps of an arriving text. */
const STEP_MS = 80;

/**
 * Lets events through, but text at most every 80 ms, joined: the page draws as often as an eye reads, not as often as a machine
 * sends. Everything else comes at once, behind the text before it.
 */
export function steadily(on: (event: AskView) => void): (event: AskView) => void {
  let waiting = "";
  let timer: ReturnType<typeof setTimeout> | null = null;
  const release = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    on({ type: "delta", text });
  };
  return (event) => {
    if (event.type !== "delta") {
      release();
      on(event);
      return;
    }
    waiting += event.text;
    timer ??= setTimeout(release, STEP_MS);
  };
}
