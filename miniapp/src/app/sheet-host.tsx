import { type ComponentType, createElement } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Boundary } from "./failures.tsx";
import { type OpenSheet, sheet } from "./nav.ts";
import { SHEETS } from "./screens.ts";
import { useServices } from "./services.ts";

/** `--d-base` of the tokens, and a frame. */
const DOWN_MS = 260;

/** The sheet over the screen, kept until it has gone down. It takes the focus back to what opened it. */
export function SheetHost() {
  const { platform } = useServices();
  const open = sheet.value;
  const [drawn, setDrawn] = useState<OpenSheet | null>(null);
  const opener = useRef<Element | null>(null);
  const isOpen = open !== null;
  useLayoutEffect(() => {
    if (open) setDrawn(open);
  }, [open]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    opener.current = document.activeElement;
    platform.holdSwipes("sheet", true);
    return () => platform.holdSwipes("sheet", false);
  }, [isOpen, platform]);
  useEffect(() => {
    if (isOpen || !(opener.current instanceof HTMLElement)) return;
    opener.current.focus({ preventScroll: true });
    opener.current = null;
  }, [isOpen]);
  // By the clock: without motion, some browsers tell of no animation's end.
  useEffect(() => {
    if (isOpen) return;
    const gone = setTimeout(() => setDrawn(null), DOWN_MS);
    return () => clearTimeout(gone);
  }, [isOpen]);
  const shown = open ?? drawn;
  if (!shown) return null;
  return (
    <div class={isOpen ? "over" : "over leaving"} inert={!isOpen}>
      <Boundary key={shown.sheet}>
        {createElement(SHEETS[shown.sheet] as ComponentType<object>, shown.params)}
      </Boundary>
    </div>
  );
}
