import { render } from "preact";
import { App } from "./app.tsx";
import type { Services } from "./services.ts";
import "../design/tokens.css";
import "../design/base.css";

/** Draws the app into the page. */
export function start(services: Services): void {
  render(<App services={services} />, document.body);
  services.platform.ready();
}
