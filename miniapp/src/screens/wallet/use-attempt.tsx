import { useRef, useState } from "preact/hooks";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import type { NoticeProps } from "../../design/states.tsx";
import { WalletError } from "../../wallet/port.ts";
import { problemText as walletText } from "./payment-texts.ts";

export interface Attempt {
  readonly isBusy: boolean;
  /** What went wrong the last time; null when nothing did, and when the person stopped it. */
  readonly notice: Pick<NoticeProps, "title" | "children"> | null;
  /** @returns whether it worked; at once no while another one runs, so that a double press asks for one thing */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** One thing at a time that a wallet or the proxy is asked for, and the sentence for what they did not do. */
export function useAttempt(title: string): Attempt {
  const { platform } = useServices();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    // What is drawn as busy comes a frame later, which a second press does not wait for.
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      if (thrown instanceof WalletError && thrown.code === "cancelled") return false;
      platform.haptic("error");
      setError(thrown);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { isBusy, notice: error === null ? null : { title, children: <Sentence error={error} /> }, run };
}

function Sentence({ error }: { readonly error: unknown }) {
  return <p>{error instanceof WalletError ? walletText(error.code) : problemText(problemOf(error))}</p>;
}
