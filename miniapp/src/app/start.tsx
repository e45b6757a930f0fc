import { render } from "preact";
import { App } from "./app.tsx";
import type { Services } from "./services.ts";
import { startLanguage } from "./chosen-language.ts";
import "../design/tokens.css";
import "../design/base.css";
import "../design/page.css";
import "../design/chat.css";

/** Draws the app into the page. */
export function start(services: Services): void {
  startLanguage(services.platform.languageCode);
  render(<App services={services} />, document.body);
  services.platform.ready();
}
