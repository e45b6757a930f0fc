import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { integrityOf, readApp } from "./app-file.ts";

const BASE = "/app/";
const LOADED = /<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"[^>]*>/g;

/**
 * Says in a page what each file that it names must be: a browser runs no other (SRI). What is loaded later is named by
 * hash, and the signed release lists all of it.
 * @throws Error for a file of ours that is not there, or one of another origin
 */
export function withIntegrity(page: string, html: string, app: ReadonlyMap<string, Uint8Array>): string {
  return html.replace(LOADED, (tag, url: string) => {
    if (tag.includes("integrity=")) return tag;
    const bytes = url.startsWith(BASE) ? app.get(url.slice(BASE.length)) : undefined;
    if (!bytes) throw new Error(`${page} names ${url}, which is no file of the app`);
    const asked = tag.includes("crossorigin") ? "" : " crossorigin";
    return tag.replace(/\s*\/?>$/, `${asked} integrity="${integrityOf(bytes)}">`);
  });
}

/** Goes last: the files are what will be served. */
export function subresourceIntegrity(): Plugin {
  return {
    name: "cocoon-subresource-integrity",
    apply: "build",
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir }) {
        if (!dir) throw new Error("the app is built into a folder");
        const app = readApp(dir);
        const decoder = new TextDecoder();
        for (const [path, html] of app)
          if (path.endsWith(".html"))
            writeFileSync(join(dir, path), withIntegrity(path, decoder.decode(html), app));
      },
    },
  };
}
