import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { choice } from "./choices.ts";
import { startLanguage } from "./chosen-language.ts";
import { fetchWhenIdle } from "./idle.ts";
import { replace } from "./nav.ts";
import type { Services } from "./services.ts";
import { followStart } from "./start-link.ts";
import "../design/tokens.css";
import "../design/base.css";
import "../design/page.css";
import "../design/chat.css";

/** Draws the app into the page: the chat, or at the first start what is to be known before it. */
export function start(services: Services): void {
  // floor.js has said why the app can't run here.
  if (document.documentElement.classList.contains("below-floor")) return;
  startLanguage(services.platform.languageCode);
  if (choice("welcomed")) void followStart(services);
  else replace("onboarding", { step: 1 });
  render(<App services={services} />, document.body);
  services.platform.ready();
  fetchWhenIdle(services);
  wakeWhenBack(services);
}

/** Whatever waits to try again need not wait on: the app is in front again, or the connection is back. */
function wakeWhenBack({ platform, engine }: Services): void {
  let away = false;
  effect(() => {
    const here = platform.active.value && platform.online.value;
    if (here && away) engine.wake();
    away = !here;
  });
}
