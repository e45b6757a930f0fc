import { dayAndClock } from "../../app/format.ts";
import { Track } from "../../design/controls.tsx";
import type { OwnClose } from "./use-own-close.ts";
import { say } from "./withdraw-texts.ts";

/** A withdrawal without anybody's consent: when it can be finished. */
export function OwnCloseCard({ ownClose }: { readonly ownClose: OwnClose }) {
  const words = say();
  const { closingAtMs, isWaiting } = ownClose;
  if (closingAtMs === null && !isWaiting) return null;
  const isReady = ownClose.button !== null;
  const note =
    closingAtMs === null ? words.stepPaysTime : isReady ? words.ready : words.opens(dayAndClock(closingAtMs));
  return (
    <section class="card pad" role="status">
      <h2 class="card-h">{isReady ? words.finish : words.onTheWay}</h2>
      <Track
        steps={[
          { state: closingAtMs === null ? "now" : "done", title: words.askedAlone },
          { state: closingAtMs === null ? "later" : "now", title: words.stepPays, sub: note },
          { state: "later", title: words.stepArrived },
        ]}
      />
    </section>
  );
}
