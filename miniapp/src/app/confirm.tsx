import { Pill } from "../design/buttons.tsx";
import { Sheet } from "../design/sheet.tsx";
import { answerConfirm, closeSheet, type Sheets } from "./nav.ts";
import { texts } from "./text.ts";

const say = texts({ cancel: "Cancel" }, { cancel: "Отмена" });

/** Asks before something that can't be undone. Any way of closing it is a no. */
export default function Confirm({ title, text, action, danger }: Sheets["confirm"]) {
  return (
    <Sheet title={title}>
      <p>{text}</p>
      <Pill wide kind={danger ? "danger" : "solid"} onPress={() => answerConfirm(true)}>
        {action}
      </Pill>
      <Pill wide onPress={closeSheet}>
        {say().cancel}
      </Pill>
    </Sheet>
  );
}
