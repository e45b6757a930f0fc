import { Group } from "../../design/rows.tsx";
import type { MachineView } from "../../engine/port.ts";
import { CheckRow } from "./check-row.tsx";
import type { Known } from "./line-texts.ts";
import { isLive, storyOf, UNCHECKED } from "./story.ts";
import { say } from "./texts.ts";

export interface MachineLinesProps {
  readonly machine: MachineView;
  /** What the machine is to the person, over its lines. */
  readonly title: string;
  readonly model: string | null;
}

/** Every check of one machine with its result; what failed stands on top, opened. */
export function MachineLines({ machine, title, model }: MachineLinesProps) {
  const { verdict, failed, held } = storyOf(machine);
  const known: Known = { model, imageVersion: machine.imageVersion, live: isLive(machine) };
  const rows = held.map((line, at) => <CheckRow key={line.id} line={line} known={known} at={at} />);
  if (verdict !== "refused")
    return (
      <Group title={title} inset="check" footer={verdict === "simulated" ? say().simulatedFoot : say().tap}>
        {rows}
      </Group>
    );
  return (
    <>
      <Group title={say().whatFailed} inset="check">
        {failed.map((line, at) => (
          <CheckRow key={line.id} line={line} known={known} at={at} open={at === 0} />
        ))}
      </Group>
      {held.length > 0 && (
        <Group title={say().whatPassed} inset="check" footer={say().notRun}>
          {rows}
        </Group>
      )}
    </>
  );
}

/** The lines while nothing is known yet: as high as what replaces them. */
export function LinesToCome({ title }: { readonly title: string }) {
  const known: Known = { model: null, imageVersion: null, live: false };
  return (
    <Group title={title} inset="check">
      {UNCHECKED.map((line, at) => (
        <CheckRow key={line.id} line={line} known={known} at={at} />
      ))}
    </Group>
  );
}
