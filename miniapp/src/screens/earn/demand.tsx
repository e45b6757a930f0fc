import { Meter } from "../../design/controls.tsx";
import { Group, Row } from "../../design/rows.tsx";
import type { Earnings } from "./api.ts";
import { say } from "./texts.ts";

export interface DemandProps extends Pick<Earnings, "demand"> {
  readonly nameOf: (model: string) => string;
}

/** What the network was asked for in the last day, the most wanted model first. */
export function Demand({ demand, nameOf }: DemandProps) {
  const sorted = [...demand].sort((a, b) => b.posted - a.posted);
  const most = Math.max(1, ...sorted.map(({ posted }) => posted));
  return (
    <Group title={say().demand} footer={say().demandFoot}>
      {sorted.map(({ model, posted, workers, unserved }) => (
        <div class="row demand-row" key={model}>
          <div class="demand">
            <b>{nameOf(model)}</b>
            <span class="ink-2 num">{say().asked(posted)}</span>
            <Meter part={posted / most} />
            <small class="ink-2 num">{say().served(workers, unserved)}</small>
          </div>
        </div>
      ))}
      {sorted.length === 0 && <Row title={say().noDemand} />}
    </Group>
  );
}
