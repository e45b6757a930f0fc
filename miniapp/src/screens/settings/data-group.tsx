import { useState } from "preact/hooks";
import { confirm, openSheet, push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Switch } from "../../design/controls.tsx";
import { Download, Upload } from "../../design/icons-lists.tsx";
import { Lock, ShieldCheck } from "../../design/icons.tsx";
import { Group, Row, Tile } from "../../design/rows.tsx";
import type { Vault } from "../../storage/port.ts";
import { vaultProblem } from "../../storage/vault-problem.ts";
import { say } from "./texts.ts";

/** What lies on this phone, and what is known elsewhere. */
export function DataGroup() {
  const { vault } = useServices();
  const [opened] = useLoaded(vault, [vault]);
  const kept = valueOf(opened);
  return (
    <Group
      title={say().data}
      inset="tile"
      footer={kept?.keeping === "session" ? say().sessionOnly : say().keyStays}
    >
      <Row
        left={
          <Tile colour="green">
            <Lock />
          </Tile>
        }
        title={say().keep}
        right={<KeepSwitch vault={kept} />}
      />
      <Row
        left={
          <Tile colour="teal">
            <Download />
          </Tile>
        }
        title={say().exportChats}
        onPress={() => openSheet("exportChats", {})}
      />
      <Row
        left={
          <Tile colour="teal">
            <Upload />
          </Tile>
        }
        title={say().importChats}
        onPress={() => openSheet("importChats", {})}
      />
      <Row
        left={
          <Tile colour="orange">
            <ShieldCheck />
          </Tile>
        }
        title={say().privacy}
        onPress={() => push("privacy", {})}
      />
    </Group>
  );
}

function KeepSwitch({ vault }: { readonly vault: Vault | null }) {
  const [, drawAnew] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (on: boolean): Promise<void> => {
    if (!vault) return;
    const agreed =
      on ||
      (await confirm({
        title: say().keepOffTitle,
        text: say().keepOffText,
        action: say().keepOffAction,
        danger: false,
      }));
    if (!agreed) return;
    await vault.setKeepsChats(on).then(
      () => setProblem(null),
      (error: unknown) => setProblem(vaultProblem(error)),
    );
    drawAnew((past) => past + 1);
  };
  return (
    <>
      {problem && (
        <span class="ink-refused" role="alert">
          {problem}
        </span>
      )}
      <Switch
        label={say().keep}
        on={vault?.keepsChats() ?? false}
        disabled={!vault || vault.keeping === "session"}
        onChange={(on) => void change(on)}
      />
    </>
  );
}
