import { type Browser, chromium } from "playwright-core";
import { CACHE } from "../../../stack/network/layout.ts";
import { findChromium } from "../../../browser/chromium/program.ts";

/** As the other suites start it: see browser/chromium/launch.ts for why without a sandbox. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-proxy-server",
];

/**
 * A Chromium without a screen that reaches these places only: what it believes to be one is the other, and nothing else has
 * an address.
 * @param places by host and port, such as `127.0.0.1:8080`
 * @throws StackError when there is none and none can be had
 */
export async function launchBrowser(places: Readonly<Record<string, string>>): Promise<Browser> {
  const program = await findChromium({
    chosen: process.env["COCOON_CHROMIUM"],
    path: process.env["PATH"] ?? "",
    cache: CACHE,
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  const rules = Object.entries(places).map(([from, to]) => `MAP ${from} ${to}`);
  return chromium.launch({
    executablePath: program.command,
    headless: true,
    args: [...FLAGS, `--host-resolver-rules=${rules.join(", ")}, MAP * ~NOTFOUND`],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...program.env },
  });
}
