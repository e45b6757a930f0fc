import { useState } from "preact/hooks";
import { closeSheet, type Sheets } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Field } from "../../design/field.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { vaultProblem } from "../../storage/vault-problem.ts";
import { say } from "./texts.ts";

const MOST = 80;

/** Gives a chat another name. */
export default function Rename({ id, title, done }: Sheets["rename"]) {
  const { vault } = useServices();
  const [name, setName] = useState(title);
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = name.trim().slice(0, MOST);
  const save = async (): Promise<void> => {
    if (wanted === "") return;
    try {
      await (await vault()).rename(id, wanted);
      closeSheet();
      done();
    } catch (error) {
      setProblem(vaultProblem(error));
    }
  };
  return (
    <Sheet title={say().renameTitle}>
      <Field
        label={say().name}
        value={name}
        onChange={setName}
        onEnter={() => void save()}
        maxLength={MOST}
        note={problem}
        wrong={problem !== null}
      />
      <Pill wide kind="solid" disabled={wanted === ""} onPress={() => void save()}>
        {say().save}
      </Pill>
    </Sheet>
  );
}
