import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../stack/network/layout.ts";
import { BrowserError } from "./devtools.ts";
import { startChromium } from "./launch.ts";
import { Page } from "./page.ts";
import { type Served, serveSite } from "./serve.ts";

const HTML = '<!doctype html><meta charset="utf-8"><title>Cocoon</title>';

export interface PageProgram {
  /** Path in the repository of a module whose exports the page has as `cocoon`. */
  readonly main: string;
  /** As the mini-app is built: with the platform's own curves, and JavaScript where they are refused. */
  readonly lean?: boolean;
  /** What its pages may fetch beside it, by absolute path. */
  readonly files?: ReadonlyMap<string, Served>;
  /** For the browser's profile; goes with its owner. */
  readonly folder: string;
}

/** Far over what any program here takes, on a machine that is busy with other things. */
const DEADLINE_MS = 5 * 60_000;

/** Bundles a program from source, opens it in Chromium, and closes all when `use` is done. @throws StackError */
export async function withPage<T>(
  { main, lean = false, files = new Map(), folder }: PageProgram,
  use: (page: Page, chromium: string) => Promise<T>,
): Promise<T> {
  const script = await bundled(main, lean);
  const site = await serveSite(
    new Map<string, Served>([
      ["/", { type: "text/html", body: `${HTML}<script src="/program.js"></script>` }],
      ["/program.js", { type: "text/javascript", body: script }],
      ...files,
    ]),
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const { devtools, stop } = await startChromium(folder);
    try {
      return await inTime(
        (async () => {
          const { product } = await devtools.send("Browser.getVersion");
          return use(await Page.open(devtools, `${site.origin}/`), String(product));
        })(),
      );
    } finally {
      await stop();
    }
  } finally {
    await site.close();
  }
}

/** A page whose promise never settles ends here; what still waits for the browser fails when it is stopped. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new BrowserError(`the page was not done after ${DEADLINE_MS / 1_000} s`)),
      DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function bundled(main: string, lean: boolean): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, main)],
    bundle: true,
    write: false,
    platform: "browser",
    target: "es2022",
    format: "iife",
    globalName: "cocoon",
    conditions: [...(lean ? ["@cocoon/lean"] : []), "@cocoon/source"],
    logLevel: "silent",
  });
  return (outputFiles[0] as { contents: Uint8Array }).contents;
}
