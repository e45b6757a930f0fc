import { ChevronLeft } from "../design/icons.tsx";
import type { PageControls } from "../platform/port.ts";
import { texts } from "./text.ts";

const say = texts({ back: "Back" }, { back: "Назад" });

/** The header of a plain page: there only where there is something to go back to, as in Telegram. */
export function PageHeader({ controls }: { readonly controls: PageControls }) {
  const back = controls.back.value;
  return (
    <header class="page-head">
      <button type="button" class="page-back" onClick={() => back?.()}>
        <ChevronLeft />
        {say().back}
      </button>
      <b>Cocoon</b>
    </header>
  );
}

/** The main button of a plain page. */
export function PageMainButton({ controls }: { readonly controls: PageControls }) {
  const button = controls.main.value;
  if (!button) return null;
  const off = button.busy === true || button.disabled === true;
  return (
    <footer class="page-foot">
      <button
        type="button"
        class={button.busy ? "page-main busy" : "page-main"}
        aria-disabled={off}
        aria-busy={button.busy}
        onClick={() => off || button.onPress()}
      >
        {button.text}
      </button>
    </footer>
  );
}
