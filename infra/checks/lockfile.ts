import { readFileSync } from "node:fs";
import type { Outcome } from "./command.ts";

interface Entry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Optional dependencies that the lockfile names without an entry of their own. `npm ci` refuses such a file on the systems
 * they are for; it comes from packages whose builds for other systems appear later than they do.
 */
export function missingEntries(packages: Readonly<Record<string, Entry>>): string[] {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !lookUp(packages, path, name))
      .map((name) => `${path || "the root"} → ${name}`),
  );
  return missing.toSorted();
}

/** As Node resolves: the nearest node_modules of the folder or of one above it. */
function lookUp(packages: Readonly<Record<string, Entry>>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    if (`${folder ? `${folder}/` : ""}node_modules/${name}` in packages) return true;
    if (folder === "") return false;
  }
}

export function checkLockfile(root: string): Outcome {
  const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8")) as {
    packages: Readonly<Record<string, Entry>>;
  };
  const missing = missingEntries(packages);
  return {
    ok: missing.length === 0,
    report: `Without an entry in package-lock.json:\n${missing.join("\n")}`,
  };
}
