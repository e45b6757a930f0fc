import { type ComponentType, createElement } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type OpenSheet, sheet } from "./nav.ts";
import { SHEETS } from "./screens.ts";
import { useServices } from "./services.ts";

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
  const shown = open ?? drawn;
  if (!shown) return null;
  const gone = (event: AnimationEvent): void => {
    if (!isOpen && event.animationName === "sheet-down") setDrawn(null);
  };
  return (
    <div class={isOpen ? "over" : "over leaving"} inert={!isOpen} onAnimationEnd={gone}>
      {createElement(SHEETS[shown.sheet] as ComponentType<object>, shown.params)}
    </div>
  );
}
