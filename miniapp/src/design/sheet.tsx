import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { closeSheet } from "../app/nav.ts";
import { texts } from "../app/text.ts";
import { IconButton } from "./buttons.tsx";
import { Close } from "./icons.tsx";
import { swipeDown } from "./swipe.ts";
import "./lists.css";
import "./sheet.css";

const say = texts({ close: "Close" }, { close: "Закрыть" });

/**
 * What comes up from below over a screen. The focus goes to its title; Escape, a tap beside it, a swipe down and Back close
 * it, and the focus returns to what opened it. The app makes the screen under it inert.
 */
export function Sheet({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const name = useId();
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => (sheet.current ? swipeDown(sheet.current, closeSheet) : undefined), []);
  return (
    <>
      <div class="scrim" aria-hidden="true" onClick={closeSheet} onWheel={stay} />
      <section
        ref={sheet}
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby={name}
        onKeyDown={closeOnEscape}
      >
        <div class="grab" />
        <div class="sheet-h">
          <h2 ref={heading} id={name} tabIndex={-1}>
            {title}
          </h2>
          <IconButton label={say().close} quiet onPress={closeSheet}>
            <Close />
          </IconButton>
        </div>
        <div class="pad">{children}</div>
      </section>
    </>
  );
}

/** The screen under a sheet does not scroll away. */
const stay = (event: Event): void => event.preventDefault();

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") closeSheet();
}
