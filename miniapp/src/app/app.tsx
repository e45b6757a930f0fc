import { useEffect } from "preact/hooks";
import { createElement, type ComponentType } from "preact";
import { back, depth, push, route, sheet } from "./nav.ts";
import { GROUND, SCREENS, SHEETS } from "./screens.ts";
import { type Services, ServicesContext } from "./services.ts";

/** The screen on top, and the sheet over it. */
export function App({ services }: { readonly services: Services }) {
  const { platform } = services;
  const { screen, params } = route.value;
  const shown = sheet.value;
  const deep = depth.value > 1 || shown !== null;
  useEffect(() => platform.setBackButton(deep ? () => void back() : null), [platform, deep]);
  useEffect(() => platform.setGround(GROUND[screen]), [platform, screen]);
  useEffect(() => platform.onSettings(() => push("settings", {})), [platform]);
  return (
    <ServicesContext.Provider value={services}>
      {createElement(SCREENS[screen] as ComponentType<object>, params)}
      {shown && createElement(SHEETS[shown.sheet] as ComponentType<object>, shown.params)}
    </ServicesContext.Provider>
  );
}
