import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../../stack/network/layout.ts";
import { startChild } from "../../stack/processes/child.ts";
import { waitReady } from "../../stack/processes/ready.ts";
import { findChromium } from "./program.ts";
import { Devtools } from "./devtools.ts";

export interface Chromium {
  readonly devtools: Devtools;
  stop(): Promise<void>;
}

/**
 * Sandboxing needs root or kernel rights that containers lack; these browsers open nothing but pages of our own, served
 * from this machine. Nothing is fetched from elsewhere.
 */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-proxy-server",
  "--remote-debugging-address=127.0.0.1",
  // A free one, which it writes into its profile's folder.
  "--remote-debugging-port=0",
];

const READY_MS = 60_000;
/** It has no data to save. */
const STOP_GRACE_MS = 5_000;

/** Starts one without a screen whose profile, log and all is in `folder`. @throws StackError */
export async function startChromium(folder: string): Promise<Chromium> {
  const program = await findChromium({
    chosen: process.env["COCOON_CHROMIUM"],
    path: process.env["PATH"] ?? "",
    cache: CACHE,
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  const profile = join(folder, "profile");
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const child = await startChild({
    name: "Chromium",
    command: program.command,
    args: [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, TMPDIR: folder, ...program.env },
    logFile: join(folder, "chromium.log"),
    recordFile: join(folder, "chromium.process.json"),
  });
  const stop = () => child.stop({ graceMs: STOP_GRACE_MS });
  try {
    await waitReady(child, async () => endpointOf(profile) !== null, READY_MS);
    const devtools = await Devtools.connect(endpointOf(profile) as string);
    return { devtools, stop: () => devtools.close().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** From the file that Chromium writes once it listens: the port, then the path; null before both are there. */
function endpointOf(profile: string): string | null {
  const file = join(profile, "DevToolsActivePort");
  if (!existsSync(file)) return null;
  const [port, path] = readFileSync(file, "utf8").split("\n");
  return port && path ? `ws://127.0.0.1:${port}${path}` : null;
}
