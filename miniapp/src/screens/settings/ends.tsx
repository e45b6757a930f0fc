import { useState } from "preact/hooks";
import { confirm, push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { ArrowOut, Bin } from "../../design/icons-lists.tsx";
import { Group, Row } from "../../design/rows.tsx";
import { vaultProblem } from "../../storage/vault-problem.ts";
import { sessionsOf } from "../chat/store/sessions.ts";
import { forgetAccount } from "../../wallet/account-record.ts";
import { say } from "./texts.ts";

/** What can't be undone. In Telegram the person is who Telegram says; elsewhere one can sign out. */
export function Ends() {
  const services = useServices();
  const { engine, platform, vault } = services;
  const [problem, setProblem] = useState<string | null>(null);
  const removeAll = async (): Promise<void> => {
    const { deleteTitle: title, deleteText: text, deleteAction: action } = say();
    if (!(await confirm({ title, text, action, danger: true }))) return;
    try {
      await (await vault()).removeAll();
      sessionsOf(services).forget(null);
      push("chat", { chatId: null });
    } catch (error) {
      setProblem(vaultProblem(error));
    }
  };
  const signOut = async (): Promise<void> => {
    const { signOutTitle: title, signOutText: text, signOut: action } = say();
    if (!(await confirm({ title, text, action, danger: true }))) return;
    await engine.signOut().catch(() => undefined);
    await vault()
      .then(forgetAccount)
      .catch(() => undefined);
    // What the screens hold of the account goes with the page.
    location.reload();
  };
  return (
    <Group inset="check" footer={problem && <span class="ink-refused">{problem}</span>}>
      {platform.kind === "browser" && (
        <Row left={<ArrowOut />} title={say().signOut} kind="link" onPress={() => void signOut()} />
      )}
      <Row left={<Bin />} title={say().deleteAll} kind="danger" onPress={() => void removeAll()} />
    </Group>
  );
}
