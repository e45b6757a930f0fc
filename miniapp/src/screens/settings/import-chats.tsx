import { useEffect, useRef, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Field } from "../../design/field.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { VaultError } from "../../storage/port.ts";
import { vaultProblem } from "../../storage/vault-problem.ts";
import { say } from "./texts.ts";
import "./settings.css";

/** Takes chats back from a file. */
export default function ImportChats() {
  const { vault } = useServices();
  const [file, setFile] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const [asks, setAsks] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [added, setAdded] = useState<number | null>(null);
  const result = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone, and the focus must not be lost with it.
  useEffect(() => {
    if (added !== null) result.current?.focus();
  }, [added]);
  const read = async (bytes: Uint8Array<ArrayBuffer>, under: string | null): Promise<void> => {
    setProblem(null);
    try {
      setAdded(await (await vault()).importAll(bytes, under));
      setAsks(false);
    } catch (error) {
      const isLocked = error instanceof VaultError && error.code === "passphrase_needed";
      setAsks((asked) => asked || isLocked);
      setProblem(isLocked && under === null ? null : vaultProblem(error));
    }
  };
  const choose = (bytes: Uint8Array<ArrayBuffer>): void => {
    setFile(bytes);
    setAsks(false);
    setAdded(null);
    void read(bytes, null);
  };
  return (
    <Sheet title={say().importChats}>
      <p class="sheet-text">{say().importText}</p>
      <p class="sheet-text ink-2">{say().importNote}</p>
      {asks && file ? (
        <>
          <Field
            label={say().passphrase}
            type="password"
            value={passphrase}
            maxLength={256}
            note={problem}
            wrong={problem !== null}
            onChange={setPassphrase}
            onEnter={() => void read(file, passphrase)}
          />
          <Pill wide kind="solid" disabled={passphrase === ""} onPress={() => void read(file, passphrase)}>
            {say().read}
          </Pill>
        </>
      ) : (
        <>
          {problem && (
            <p class="sheet-text ink-refused" role="alert">
              {problem}
            </p>
          )}
          <FileButton onChosen={choose} />
        </>
      )}
      <p ref={result} class="sheet-text" role="status" tabIndex={-1}>
        {added === null ? "" : added === 0 ? say().addedNone : say().added(added)}
      </p>
    </Sheet>
  );
}

/** More than any export is not read into memory at all. */
const MOST_BYTES = 64 * 1024 * 1024;

function FileButton({ onChosen }: { readonly onChosen: (bytes: Uint8Array<ArrayBuffer>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    onChosen(new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer()));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        class="vh"
        tabIndex={-1}
        aria-label={say().file}
        accept=".cocoon,.json,application/json,application/octet-stream"
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <Pill wide kind="solid" onPress={() => input.current?.click()}>
        {say().choose}
      </Pill>
    </>
  );
}
