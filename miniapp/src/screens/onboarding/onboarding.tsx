import type { ComponentChildren } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { keepChoice } from "../../app/choices.ts";
import { tonAbout } from "../../app/format.ts";
import { openSheet, push, type Screens, sheet } from "../../app/nav.ts";
import { type Services, useServices } from "../../app/services.ts";
import { followStart } from "../../app/start-link.ts";
import { ShieldCheck } from "../../design/icons.tsx";
import { Bubble, Coin } from "../../design/icons-lists.tsx";
import { CheckedChip, SealedMessage } from "./drawings.tsx";
import { SimulatedEntry } from "./simulated-entry.tsx";
import { say } from "./texts.ts";
import { type Offer, useOffer } from "./use-offer.ts";
import "./onboarding.css";

/** Of a usual answer, where the prices have not come. */
const USUAL_NANOTON = 2_000_000n;

/** The first start: what is sealed, who checks, what a bot chat can't do, and the price. */
export default function Onboarding({ step }: Screens["onboarding"]) {
  const offer = useOffer();
  useMainButton(step, offer);
  return (
    <main class="onb">
      {step === 1 && (
        <Page drawing={<SealedMessage />} title={say().askTitle}>
          {say().askText}
        </Page>
      )}
      {step === 2 && (
        <Page drawing={<CheckedChip />} title={say().checkTitle}>
          {say().checkText}
        </Page>
      )}
      {step === 3 && <Contrast offer={offer} />}
      {step === 3 && import.meta.env.MODE === "development" && <SimulatedEntry />}
      <Dots step={step} />
    </main>
  );
}

function useMainButton(step: number, offer: Offer): void {
  const services = useServices();
  const { platform } = services;
  const words = say();
  const free = offer.freeAnswers ?? 0n;
  const text =
    step < 3
      ? words.next
      : offer.canAsk === false
        ? words.topUp
        : free > 0n
          ? words.startFree(free)
          : words.start;
  // Before the paint: in a plain page the button takes room of its own.
  useLayoutEffect(() => {
    const onPress = (): void => {
      if (step < 3) push("onboarding", { step: step + 1 });
      else void begin(services, offer.canAsk === false);
    };
    platform.setMainButton({ text, onPress });
  }, [services, platform, step, text, offer.canAsk]);
  useLayoutEffect(() => () => platform.setMainButton(null), [platform]);
}

/** To the chat; where a link asked for something else, over it. */
async function begin(services: Services, topUp: boolean): Promise<void> {
  keepChoice("welcomed", "yes");
  push("chat", { chatId: null });
  await followStart(services);
  if (topUp && !sheet.value) openSheet("topup", { ton: null });
}

interface PageProps {
  readonly drawing: ComponentChildren;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Page({ drawing, title, children }: PageProps) {
  return (
    <>
      {drawing}
      <h1>{title}</h1>
      <p>{children}</p>
    </>
  );
}

function Contrast({ offer }: { readonly offer: Offer }) {
  const words = say();
  const price = tonAbout(offer.answerNanoton ?? USUAL_NANOTON);
  return (
    <>
      <h1>
        {words.private}
        <br />
        {words.notPrivate}
      </h1>
      <div class="versus">
        <div class="verified">
          <ShieldCheck />
          <h2>{words.app}</h2>
          <p>{words.appText}</p>
        </div>
        <div>
          <Bubble />
          <h2>{words.bot}</h2>
          <p>{words.botText}</p>
        </div>
        <div>
          <Coin />
          <h2>{words.pay}</h2>
          <p>{words.payText(price)}</p>
        </div>
      </div>
      <p class="small">{words.limits}</p>
      <span class="spring" />
    </>
  );
}

function Dots({ step }: Screens["onboarding"]) {
  return (
    <div class="dots" role="img" aria-label={say().step(step)}>
      {[1, 2, 3].map((each) => (
        <i key={each} class={each === step ? "on" : undefined} />
      ))}
    </div>
  );
}
