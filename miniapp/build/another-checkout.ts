import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What the app is built from. */
const PARTS = ["protocol", "contracts", "client", "miniapp"];
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", "dist", ".cache", ".turbo"]);
const PACKAGE = /^(.*?node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * Puts the app's sources into another folder. Packages that end up in the app are copied, for paths count as they really
 * are; those that only build it are linked.
 * @param modules absolute paths of what a build was made of
 * @returns its mini-app's folder
 */
export function anotherCheckout(folder: string, modules: Iterable<string>): string {
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    });
  for (const file of ["package.json", "tsconfig.base.json"]) cpSync(join(ROOT, file), join(folder, file));
  const copied = new Set(
    [...modules].flatMap((id) => PACKAGE.exec(id.replace(/^.*?(?=\/)/, ""))?.[1]?.replace(ROOT, "") ?? []),
  );
  for (const path of copied) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  linkRest("node_modules", folder, copied);
  // Only there when a package of its own is of another version than the root's.
  if (existsSync(join(ROOT, "miniapp/node_modules"))) linkRest("miniapp/node_modules", folder, copied);
  const own = join(folder, "node_modules/@cocoon");
  mkdirSync(own);
  for (const part of PARTS) symlinkSync(join(folder, part), join(own, part));
  return join(folder, "miniapp");
}

/** Every package that is not copied; scopes are folders of packages. */
function linkRest(path: string, folder: string, copied: ReadonlySet<string>): void {
  for (const name of readdirSync(join(ROOT, path))) {
    const inner = `${path}/${name}`;
    if (name === "@cocoon" || copied.has(inner)) continue;
    if (name.startsWith("@")) linkRest(inner, folder, copied);
    else {
      mkdirSync(dirname(join(folder, inner)), { recursive: true });
      symlinkSync(join(ROOT, inner), join(folder, inner));
    }
  }
}
