import type { ComponentChildren } from "preact";
import { clock, dayAndClock, inSentence } from "../../app/format.ts";
import { Hazard, type State, StateIcon } from "../../design/states.tsx";
import { say } from "./texts.ts";

export interface SummaryProps {
  readonly state: State;
  readonly title: string;
  /** When it was checked. */
  readonly when?: string | undefined;
  readonly children: ComponentChildren;
}

/** The seal and the one sentence that all the lines add up to. */
export function Summary({ state, title, when, children }: SummaryProps) {
  return (
    <div class="summary" role={state === "refused" ? "alert" : "status"}>
      <div class={`seal ${state}`}>
        <StateIcon state={state} />
      </div>
      <h1>{title}</h1>
      {when && <p class="when">{when}</p>}
      <p class="plain">{children}</p>
    </div>
  );
}

/** When it was checked: the time of day, and the day where that is another. */
export const checkedAt = (ms: number): string => {
  const at = clock(ms);
  const whole = dayAndClock(ms);
  return at === whole ? say().checkedAt(at) : say().checkedOn(inSentence(whole));
};

/** In place of the seal where a machine is simulated: nothing here may look like a proof. */
export function SimulatedSummary({ when }: { readonly when: string }) {
  return (
    <>
      <h1 class="vh">{say().title}</h1>
      <Hazard title={say().simulated}>{say().simulatedText}</Hazard>
      <p class="group-f simulated-when">{when}</p>
    </>
  );
}
