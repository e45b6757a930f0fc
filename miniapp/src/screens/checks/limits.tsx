import { say } from "./texts.ts";

/** Below every result: what no check of this kind can tell. */
export function Limits() {
  return (
    <section>
      <h2 class="group-h">{say().notCovered}</h2>
      <div class="card">
        <p class="limits">{say().limits}</p>
      </div>
    </section>
  );
}
