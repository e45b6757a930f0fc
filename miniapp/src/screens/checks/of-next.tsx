import { useState } from "preact/hooks";
import { clock } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { type Services, useServices } from "../../app/services.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { Group, Row } from "../../design/rows.tsx";
import { Badge, Notice } from "../../design/states.tsx";
import type { MachineView } from "../../engine/port.ts";
import { Actions } from "./actions.tsx";
import { Limits } from "./limits.tsx";
import { LinesToCome, MachineLines } from "./machine-lines.tsx";
import { firstOf, isLive, storyOf } from "./story.ts";
import { checkedAt, SimulatedSummary, Summary } from "./summary.tsx";
import { say } from "./texts.ts";
import { Titled } from "./titled.tsx";
import { useModelName } from "./use-model-name.ts";

/** More would be a list that nobody reads. */
const MOST_OTHERS = 12;

interface Checked {
  readonly model: string | null;
  readonly machines: readonly MachineView[];
}

/** The machines that the next message would be sealed to, checked now. */
export function OfNext() {
  const services = useServices();
  const { engine, platform } = services;
  const [rounds, setRounds] = useState(0);
  const [busy, setBusy] = useState(false);
  const [checked, reload] = useLoaded<Checked>(async () => {
    const model = await chosenModel(services);
    const machines = model === null ? [] : await engine.machines(model, rounds > 0);
    setBusy(false);
    return { model, machines };
  }, [engine, platform.online.value, rounds]);
  const checkLive = (): void => {
    setBusy(true);
    setRounds(rounds + 1);
  };
  if (checked.state === "failed")
    return (
      <Titled>
        <Notice state="refused" title={say().failed} actions={<Pill onPress={reload}>{say().again}</Pill>}>
          <p>{problemText(problemOf(checked.error))}</p>
        </Notice>
      </Titled>
    );
  if (checked.state === "waiting")
    return (
      <>
        <Summary state="pending" title={say().checking}>
          {say().before}
        </Summary>
        <LinesToCome title={say().next} />
      </>
    );
  return <Machines {...checked.value} busy={busy} checkLive={checkLive} />;
}

/** The person's choice, else the first model that a machine serves. */
async function chosenModel({ vault, engine }: Services): Promise<string | null> {
  const [kept, list] = await Promise.all([vault().then((open) => open.getSetting("model")), engine.models()]);
  if (kept !== null && list.some(({ id }) => id === kept)) return kept;
  return (list.find(({ liveMachines }) => liveMachines > 0) ?? list[0])?.id ?? null;
}

interface MachinesProps extends Checked {
  readonly busy: boolean;
  readonly checkLive: () => void;
}

function Machines({ model, machines, busy, checkLive }: MachinesProps) {
  const name = useModelName(model);
  const [keyId, setKeyId] = useState<string | null>(null);
  const shown = machines.find((machine) => machine.keyId === keyId) ?? firstOf(machines);
  if (!shown)
    return (
      <>
        <Summary state="refused" title={say().none}>
          {say().nobody}
        </Summary>
        <Pill onPress={checkLive} disabled={busy}>
          {say().again}
        </Pill>
        <Limits />
      </>
    );
  const others = machines.filter((machine) => machine !== shown).slice(0, MOST_OTHERS);
  return (
    <>
      <Top machine={shown} />
      <MachineLines machine={shown} model={name} title={say().next} key={shown.keyId} />
      {others.length > 0 && (
        <Group title={say().others} footer={say().othersFoot}>
          {others.map((machine) => (
            <OtherRow key={machine.keyId} machine={machine} open={() => setKeyId(machine.keyId)} />
          ))}
        </Group>
      )}
      <Actions
        machine={shown}
        busy={busy}
        told={null}
        checkLive={checkLive}
        tryOthers={shown.accepted ? null : () => openSheet("models", {})}
      />
      <Limits />
    </>
  );
}

function Top({ machine }: { readonly machine: MachineView }) {
  const { verdict } = storyOf(machine);
  const { checkedMs } = machine;
  const when = isLive(machine) ? say().checkedLiveAt(clock(checkedMs)) : checkedAt(checkedMs);
  if (verdict === "simulated") return <SimulatedSummary when={when} />;
  const refused = verdict === "refused";
  return (
    <Summary state={verdict} title={refused ? say().refused : say().private} when={when}>
      {refused ? say().refusedPlain : say().canOpen}
    </Summary>
  );
}

function OtherRow({ machine, open }: { readonly machine: MachineView; readonly open: () => void }) {
  const { verdict } = storyOf(machine);
  const words = { verified: say().accepted, simulated: say().isSimulated, refused: say().refused } as const;
  return (
    <Row
      title={say().machine((machine.chipId ?? machine.keyId).slice(0, 8))}
      right={<Badge state={verdict}>{words[verdict]}</Badge>}
      onPress={() => {
        open();
        window.scrollTo({ top: 0 });
      }}
    />
  );
}
