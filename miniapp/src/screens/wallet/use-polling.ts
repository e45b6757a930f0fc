import { useEffect } from "preact/hooks";

const EVERY_MS = 2_000;

/** Looks again and again for as long as something is on its way and the screen is there; one look after the other. */
export function usePolling(isWaiting: boolean, look: () => Promise<unknown>): void {
  useEffect(() => {
    if (!isWaiting) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const next = () => {
      timer = setTimeout(() => {
        look()
          .catch(() => undefined)
          .finally(() => isGone || next());
      }, EVERY_MS);
    };
    next();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isWaiting]);
}
