import { Check, Clock, Cocoon, Flask, Lock } from "../../../design/icons.tsx";
import { Skeleton } from "../../../design/skeleton.tsx";
import type { CheckId, CheckLine } from "../../../engine/port.ts";
import type { Live } from "../model/live.ts";
import { say } from "./texts.ts";

const STEPS = ["hardware", "settings", "image"] as const satisfies readonly CheckId[];
type Step = (typeof STEPS)[number];

const stateOf = (step: Step, { accepted }: Live): CheckLine["state"] =>
  accepted.flatMap(({ checks }) => checks).find(({ id }) => id === step)?.state ?? "waiting";

function StepLine({ step, state }: { readonly step: Step; readonly state: CheckLine["state"] }) {
  if (state === "passed")
    return (
      <li class="ink-verified">
        <Check size="s" />
        {say()[step]}
      </li>
    );
  if (state === "simulated")
    return (
      <li class="ink-simulated">
        <Flask size="s" />
        {say()[step]}: {say().simulated}
      </li>
    );
  return (
    <li>
      <Clock size="s" />
      {say()[step]}
    </li>
  );
}

function Checking({ live }: { readonly live: Live }) {
  return (
    <>
      <div class="wait" role="status">
        <span class="orb">
          <Lock />
        </span>
        <div>
          <b>{say().checking}</b>
          <p>{say().checkingWhy}</p>
        </div>
      </div>
      <ul class="steps">
        {STEPS.map((step) => (
          <StepLine key={step} step={step} state={stateOf(step, live)} />
        ))}
      </ul>
    </>
  );
}

function line({ stage, queue, held }: Live): string {
  if (held === "resealing") return say().resealing;
  if (stage === "answering") return say().starting;
  // The queue tells how many are before this one.
  const ahead = queue?.position ?? null;
  return ahead === null ? say().queued : say().place(ahead + 1);
}

function Queue({ live }: { readonly live: Live }) {
  return (
    <>
      <div class="wait" role="status">
        <span class="orb">
          <Cocoon />
        </span>
        <div>
          <b class="num">{line(live)}</b>
          {live.sealed && <p>{say().sealedFor(live.sealed.machines)}</p>}
        </div>
      </div>
      <div aria-hidden="true">
        <Skeleton width={94} />
        <Skeleton width={100} />
        <Skeleton width={58} />
      </div>
    </>
  );
}

/** What stands in the answer's place before its first words. */
export const Waiting = ({ live }: { readonly live: Live }) =>
  live.stage === "checking" ? <Checking live={live} /> : <Queue live={live} />;
