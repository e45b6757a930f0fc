import { type ComponentType, createElement } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Boundary } from "./failures.tsx";
import { back, depth, push, route, sheet } from "./nav.ts";
import { PageHeader, PageMainButton } from "./page-controls.tsx";
import { GROUND, SCREENS } from "./screens.ts";
import { type Services, ServicesContext } from "./services.ts";
import { SheetHost } from "./sheet-host.tsx";

/** The screen on top, the sheet over it, and in a plain page the controls that Telegram would draw. */
export function App({ services }: { readonly services: Services }) {
  const { controls } = services.platform;
  useControls(services);
  return (
    <ServicesContext.Provider value={services}>
      {controls && depth.value > 1 && <PageHeader controls={controls} />}
      <ShownScreen />
      <SheetHost />
      {controls && <PageMainButton controls={controls} />}
    </ServicesContext.Provider>
  );
}

/** Under a sheet, the screen can't be reached; that is the trap of the focus. */
function ShownScreen() {
  const { screen, params } = route.value;
  const level = depth.value;
  const moved = useMove(level);
  const place = useRef<HTMLDivElement>(null);
  // What had the focus is gone with the screen before: it goes to the new one, which may take it further, as the chat does.
  useLayoutEffect(() => {
    if (moved !== "") place.current?.focus({ preventScroll: true });
  }, [moved, level, screen]);
  return (
    <div
      ref={place}
      tabIndex={-1}
      class={`screen ${moved}`}
      key={`${level} ${screen}`}
      inert={sheet.value !== null}
    >
      <Boundary>{createElement(SCREENS[screen] as ComponentType<object>, params)}</Boundary>
    </div>
  );
}

/** A screen begins at its top, and is found where it was left. @returns how the last one came in; nothing for the first */
function useMove(level: number): "" | "push" | "pop" {
  const left = useRef<number[]>([]);
  const last = useRef(level);
  const moved = useRef<"" | "push" | "pop">("");
  if (last.current !== level) {
    left.current[last.current] = window.scrollY;
    moved.current = level > last.current ? "push" : "pop";
    last.current = level;
  }
  useLayoutEffect(() => {
    if (moved.current !== "") window.scrollTo(0, moved.current === "push" ? 0 : (left.current[level] ?? 0));
  }, [level]);
  return moved.current;
}

function useControls({ platform }: Services): void {
  const { screen } = route.value;
  const deep = depth.value > 1 || sheet.value !== null;
  useEffect(() => platform.setBackButton(deep ? () => void back() : null), [platform, deep]);
  useEffect(() => platform.onSettings(() => push("settings", {})), [platform]);
  useLayoutEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle("grouped", GROUND[screen] === "list");
    classList.toggle("with-head", platform.controls !== null && depth.value > 1);
    platform.setGround(GROUND[screen]);
  }, [platform, screen, depth.value]);
  const foot = platform.controls !== null && platform.controls.main.value !== null;
  useLayoutEffect(() => void document.documentElement.classList.toggle("with-foot", foot), [foot]);
}
