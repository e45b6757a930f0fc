import { useEffect } from "preact/hooks";
import { useServices } from "../../app/services.ts";

/** After a failure: the connection, or too many lines of one account. */
const AGAIN_MS = 5_000;

/** Told while it is listening, whenever something has happened to the account, and each quarter of a minute. */
export function useEvents(isListening: boolean, happened: () => void): void {
  const { engine } = useServices();
  useEffect(() => {
    if (!isListening) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = async (): Promise<void> => {
      for (let after: string | null = null; ; ) {
        after = (await engine.money.nextEvent(after)) ?? after;
        if (isGone) return;
        happened();
      }
    };
    const begin = () => {
      listen().catch(() => {
        if (!isGone) timer = setTimeout(begin, AGAIN_MS);
      });
    };
    begin();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [engine, isListening]);
}
