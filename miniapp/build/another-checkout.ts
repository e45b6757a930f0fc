import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What the app is built from. */
const PARTS = ["protocol", "contracts", "client", "miniapp"];
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", "dist", ".cache", ".turbo"]);

/** Puts the app's sources into another folder, with the packages installed here. @returns its mini-app's folder */
export function anotherCheckout(folder: string): string {
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    });
  for (const file of ["package.json", "tsconfig.base.json"]) cpSync(join(ROOT, file), join(folder, file));
  linkPackages(join(ROOT, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(ROOT, "miniapp/node_modules"), join(folder, "miniapp/node_modules"));
  const own = join(folder, "node_modules/@cocoon");
  mkdirSync(own);
  for (const part of PARTS) symlinkSync(join(folder, part), join(own, part));
  return join(folder, "miniapp");
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== "@cocoon") symlinkSync(join(from, name), join(to, name));
}
