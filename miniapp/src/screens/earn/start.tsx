import { openSheet, push } from "../../app/nav.ts";
import { Pill } from "../../design/buttons.tsx";
import { Server } from "../../design/icons-lists.tsx";
import { Group, Row } from "../../design/rows.tsx";
import "../../design/checks.css";
import { EstimateGroup } from "./estimate-group.tsx";
import { Needs } from "./needs.tsx";
import { say } from "./texts.ts";

/** For who has no machine yet. @param known whether a wallet has proved itself, which no machine pays */
export function Start({ known }: { readonly known: boolean }) {
  return (
    <>
      <div class="summary">
        <div class="seal pending">
          <Server />
        </div>
        <h1>{say().startTitle}</h1>
        <p class="plain start-plain">{say().startText}</p>
      </div>
      <EstimateGroup />
      <Needs />
      <Pill kind="solid" wide onPress={() => push("machine", {})}>
        {say().setUp}
      </Pill>
      {!known && (
        <Group>
          <Row
            title={say().isOwner}
            sub={say().isOwnerSub}
            onPress={() => openSheet("connect", { purpose: "owner" })}
          />
        </Group>
      )}
    </>
  );
}
