import { useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { Download, Server } from "../../design/icons-lists.tsx";
import { Again } from "../../design/icons.tsx";
import { Group, Row } from "../../design/rows.tsx";
import type { MachineView } from "../../engine/port.ts";
import { say } from "./texts.ts";

export interface ActionsProps {
  readonly machine: MachineView;
  readonly busy: boolean;
  readonly checkLive: () => void;
  /** Leads to other machines; null for one that was taken. */
  readonly tryOthers: (() => void) | null;
  /** What the last live check found, in place of the caption. */
  readonly told: string | null;
}

/** What can be done with a result: have it made anew, and take it away. */
export function Actions({ machine, busy, checkLive, tryOthers, told }: ActionsProps) {
  const [isGone, save] = useSaved(machine);
  return (
    <section>
      <Group inset="check">
        {tryOthers && <Row kind="link" left={<Server />} title={say().tryOthers} onPress={tryOthers} />}
        <Row
          kind="link"
          left={<Again />}
          title={busy ? say().liveBusy : say().live}
          disabled={busy}
          onPress={checkLive}
        />
        <Row kind="link" left={<Download />} title={say().save} onPress={() => void save()} />
      </Group>
      <p class="group-f" role="status">
        {told ?? (isGone ? say().saveGone : say().saveFoot)}
      </p>
    </section>
  );
}

/** Hands the verification document to the person. @returns whether it is not there any more, and what saves it */
function useSaved({ keyId }: MachineView): readonly [boolean, () => Promise<void>] {
  const { engine, platform } = useServices();
  const [goneKey, setGoneKey] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    try {
      const bytes = await engine.verificationDocument(keyId);
      setGoneKey(null);
      await platform.saveFile(`cocoon-proof-${keyId.slice(0, 12)}.json`, bytes, "application/json");
    } catch {
      setGoneKey(keyId);
    }
  };
  return [goneKey === keyId, save];
}
