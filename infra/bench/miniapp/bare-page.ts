import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "../../stack/network/layout.ts";
import { join } from "node:path";
import { type Site, serveSite } from "../../browser/chromium/serve.ts";

const PROGRAM = `
  import { h, render } from "preact";
  render(h("main", null, h("textarea", { "aria-label": "Message" })), document.body);
`;
const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><body><script type="module" src="/program.js"></script>';

/** The least that a page of Preact with a field can be, served as the app is: what a figure of loading is judged by. */
export async function serveBarePage(): Promise<Site> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: join(ROOT, "miniapp") },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
  });
  const program = gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 });
  return serveSite(
    new Map([
      ["/", { type: "text/html", body: PAGE }],
      ["/program.js", { type: "text/javascript", body: program, encoding: "gzip" }],
    ]),
  );
}
