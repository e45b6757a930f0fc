import { dayAndClock, inSentence, percent } from "../../app/format.ts";
import { useServices } from "../../app/services.ts";
import { Server } from "../../design/icons-lists.tsx";
import { Group, Row, Tile } from "../../design/rows.tsx";
import { Badge } from "../../design/states.tsx";
import type { Earnings } from "./api.ts";
import { say } from "./texts.ts";

/** One that was not seen for longer may have been given up. */
const SHOWN_MS = 7 * 24 * 60 * 60_000;

export interface MachinesProps extends Pick<Earnings, "status" | "machines"> {
  readonly nameOf: (model: string) => string;
}

/** Own machines: those online, and those that were so lately. Why one was refused, only its own log knows. */
export function Machines({ status, machines, nameOf }: MachinesProps) {
  const online = new Map(status.workers.map((worker) => [worker.chipId, worker]));
  const away = machines.filter(({ chipId, seenMs }) => !online.has(chipId) && seenMs > Date.now() - SHOWN_MS);
  const uptimeOf = (chipId: string): string | null => {
    const week = machines.find((machine) => machine.chipId === chipId)?.week;
    return week && week.watchedMinutes > 0 ? percent(week.onlineMinutes / week.watchedMinutes) : null;
  };
  return (
    <Group title={say().machines} inset="tile" footer={say().notListed}>
      {[...online.values()].map(({ chipId, models }) => (
        <Machine
          key={chipId}
          chipId={chipId}
          online
          sub={[models.map(nameOf).join(", "), share(uptimeOf(chipId))].filter(Boolean).join(" · ")}
        />
      ))}
      {away.map(({ chipId, seenMs }) => (
        <Machine
          key={chipId}
          chipId={chipId}
          online={false}
          sub={say().seen(inSentence(dayAndClock(seenMs)))}
        />
      ))}
      {online.size + away.length === 0 && <Row title={say().noMachine} />}
    </Group>
  );
}

const share = (uptime: string | null): string | null => (uptime === null ? null : say().shareOfWeek(uptime));

interface MachineProps {
  readonly chipId: string;
  readonly online: boolean;
  readonly sub: string;
}

function Machine({ chipId, online, sub }: MachineProps) {
  const { simulated } = useServices();
  const state = online ? (simulated ? "simulated" : "verified") : "pending";
  const word = { simulated: say().simulated, verified: say().online, pending: say().offline }[state];
  return (
    <Row
      left={
        <Tile colour={online ? "green" : "grey"}>
          <Server />
        </Tile>
      }
      title={say().machine(chipId.slice(0, 8))}
      sub={sub}
      right={<Badge state={state}>{word}</Badge>}
    />
  );
}
