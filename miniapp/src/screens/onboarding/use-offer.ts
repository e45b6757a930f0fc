import { useEffect, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import type { Engine } from "../../engine/port.ts";

/** What a newcomer is offered. */
export interface Offer {
  /** Of the cheapest usual answer; null while it is not known. */
  readonly answerNanoton: bigint | null;
  /** Usual answers that the trial pays; null while it is not known, 0 without one. */
  readonly freeAnswers: bigint | null;
  /** Whether anything can be asked without a top-up; null while it is not known. */
  readonly canAsk: boolean | null;
}

const UNKNOWN: Offer = { answerNanoton: null, freeAnswers: null, canAsk: null };

/** Asked beside the reading: what is not known when the person is through is left out. */
export function useOffer(): Offer {
  const { engine, platform } = useServices();
  const [offer, setOffer] = useState(UNKNOWN);
  useEffect(() => {
    void offered(engine, platform.initData !== null).then(setOffer);
  }, [engine, platform]);
  return offer;
}

async function offered(engine: Engine, signsIn: boolean): Promise<Offer> {
  const [models, account] = await Promise.allSettled([
    engine.models(),
    signsIn ||
      engine.signedIn().then((already) => already || Promise.reject(new Error("nobody is signed in"))),
  ]);
  const prices = models.status === "fulfilled" ? models.value.map((model) => model.answerNanoton) : [];
  const answerNanoton = prices.reduce(least, null);
  if (account.status === "rejected") return { answerNanoton, freeAnswers: 0n, canAsk: false };
  const money = await engine.money.account().catch(() => null);
  if (!money) return { answerNanoton, freeAnswers: null, canAsk: null };
  const granted = BigInt(money.grantedNanoton);
  return {
    answerNanoton,
    freeAnswers: answerNanoton === null ? null : granted / answerNanoton,
    canAsk: granted + BigInt(money.availableNanoton) > 0n,
  };
}

const least = (best: bigint | null, next: bigint | null): bigint | null =>
  next !== null && next > 0n && (best === null || next < best) ? next : best;
