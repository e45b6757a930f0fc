import { useState } from "preact/hooks";
import { clock } from "../../app/format.ts";
import { back } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Notice } from "../../design/states.tsx";
import type { MachineView } from "../../engine/port.ts";
import { sessionsOf } from "../chat/store/sessions.ts";
import { Actions } from "./actions.tsx";
import { type FoundAnswer, findAnswer } from "./find-answer.ts";
import { Limits } from "./limits.tsx";
import { LinesToCome, MachineLines } from "./machine-lines.tsx";
import { ReceiptGroup } from "./receipt-group.tsx";
import { storyOf } from "./story.ts";
import { checkedAt, SimulatedSummary, Summary } from "./summary.tsx";
import { say } from "./texts.ts";
import { Titled } from "./titled.tsx";
import { useModelName } from "./use-model-name.ts";

/** The machine that gave one answer, as it was checked before the question was sealed to it. */
export function OfAnswer({ answerId }: { readonly answerId: string }) {
  const services = useServices();
  const { vault } = services;
  // What is on the screen behind is known even where nothing could be kept.
  const open = sessionsOf(services).answer(answerId);
  const [found] = useLoaded(async () => open ?? findAnswer(await vault(), answerId), [vault, answerId]);
  if (found.state === "waiting")
    return (
      <Titled>
        <LinesToCome title={say().answered} />
      </Titled>
    );
  const answer = valueOf(found);
  const machine = answer?.message.machine;
  if (!answer || !machine)
    return (
      <Titled>
        <Notice state="pending" title={say().lost}>
          <p>{say().lostText}</p>
        </Notice>
      </Titled>
    );
  return <Found {...answer} machine={machine} />;
}

interface FoundProps extends FoundAnswer {
  readonly machine: MachineView;
}

function Found({ message, imported, machine: kept }: FoundProps) {
  const name = useModelName(message.model);
  const { shown, busy, told, check } = useLiveCheck(kept, message.model);
  const { verdict } = storyOf(shown);
  const when = shown === kept ? checkedAt(kept.checkedMs) : say().checkedLiveAt(clock(shown.checkedMs));
  const refused = verdict === "refused";
  // A file may say anything of a machine: only what this phone has checked is called private.
  const isHearsay = imported && shown === kept;
  return (
    <>
      {verdict === "simulated" && <SimulatedSummary when={when} />}
      {verdict === "verified" && !isHearsay && (
        <Summary state="verified" title={say().private} when={when}>
          {say().couldOpen}
        </Summary>
      )}
      {refused && (
        <Summary state="refused" title={say().refused} when={when}>
          {message.text === "" ? say().refusedPlain : say().refusedAnswer}
        </Summary>
      )}
      {imported && (
        <Notice state="pending" title={say().title}>
          <p>{say().imported}</p>
        </Notice>
      )}
      <MachineLines machine={shown} model={name} title={refused ? say().wanted : say().answered} />
      {message.answer && <ReceiptGroup answer={message.answer} />}
      <Actions
        machine={shown}
        busy={busy}
        told={told}
        checkLive={check}
        tryOthers={refused ? () => void back() : null}
      />
      <Limits />
    </>
  );
}

interface LiveCheck {
  /** What was kept with the answer, until a live check has come. */
  readonly shown: MachineView;
  readonly busy: boolean;
  readonly told: string | null;
  readonly check: () => void;
}

/** Has the proof made anew, with a nonce of this phone that no older proof can answer. */
function useLiveCheck(kept: MachineView, model: string | null): LiveCheck {
  const { engine, platform } = useServices();
  const [live, setLive] = useState<MachineView | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const check = async (): Promise<void> => {
    if (model === null) return;
    setBusy(true);
    setTold(null);
    try {
      const machines = await engine.machines(model, true);
      const same = machines.find(({ keyId }) => keyId === kept.keyId);
      if (same) setLive(same);
      else setTold(say().liveGone(machines.filter(({ accepted }) => accepted).length));
      if (same) platform.haptic(same.accepted ? "success" : "error");
    } catch {
      setTold(say().failed);
    }
    setBusy(false);
  };
  return { shown: live ?? kept, busy, told, check: () => void check() };
}
