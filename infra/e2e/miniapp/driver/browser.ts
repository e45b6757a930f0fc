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
 * A Chromium without a screen that reaches one place only: what it believes to be `from` is `to`, and nothing else has an
 * address. Both are host and port.
 * @throws StackError when there is none and none can be had
 */
export async function launchBrowser(from: string, to = from): Promise<Browser> {
  const program = await findChromium({
    chosen: process.env["COCOON_CHROMIUM"],
    path: process.env["PATH"] ?? "",
    cache: CACHE,
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  return chromium.launch({
    executablePath: program.command,
    headless: true,
    args: [...FLAGS, `--host-resolver-rules=MAP ${from} ${to}, MAP * ~NOTFOUND`],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...program.env },
  });
}
