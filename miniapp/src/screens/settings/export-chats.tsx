import { useState } from "preact/hooks";
import { closeSheet } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Field } from "../../design/field.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { vaultProblem } from "../../storage/vault-problem.ts";
import { say } from "./texts.ts";
import "./settings.css";

const SHORTEST = 8;
const LONGEST = 256;

/** All chats as a file: under a passphrase, or in the clear for who insists. */
export default function ExportChats() {
  const { platform, vault } = useServices();
  const [passphrase, setPassphrase] = useState("");
  const [warned, setWarned] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isShort = passphrase.length < SHORTEST;
  const save = async (under: string | null): Promise<void> => {
    setBusy(true);
    try {
      const bytes = await (await vault()).exportAll(under);
      const today = new Date().toISOString().slice(0, 10);
      const [ending, type] =
        under === null ? ["json", "application/json"] : ["cocoon", "application/octet-stream"];
      await platform.saveFile(`cocoon-chats-${today}.${ending}`, bytes, type);
      closeSheet();
    } catch (error) {
      setProblem(vaultProblem(error));
      setBusy(false);
    }
  };
  return (
    <Sheet title={say().exportChats}>
      <p class="sheet-text">{say().exportText}</p>
      <Field
        label={say().passphrase}
        type="password"
        value={passphrase}
        maxLength={LONGEST}
        note={problem ?? say().passphraseNote}
        wrong={problem !== null}
        onChange={setPassphrase}
        onEnter={() => !isShort && !busy && void save(passphrase)}
      />
      <Pill wide kind="solid" disabled={isShort || busy} onPress={() => void save(passphrase)}>
        {say().exportSealed}
      </Pill>
      <p class="sheet-text" role="status">
        {warned ? say().exportOpenText : ""}
      </p>
      <Pill
        wide
        kind={warned ? "danger" : "plain"}
        disabled={busy}
        onPress={() => (warned ? void save(null) : setWarned(true))}
      >
        {say().exportOpen}
      </Pill>
    </Sheet>
  );
}
