import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { StackError } from "./errors.ts";

const run = promisify(execFile);

/** What is to be had from the package archive of a Debian or Ubuntu. */
export interface Archive {
  /** How messages call it, such as "Redis". */
  readonly name: string;
  /** Absolute; made once, whole or not at all. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** Adds every package that those need and this system has not installed. */
  readonly withDependencies: boolean;
  /** Told before the first byte is downloaded. */
  readonly starting: () => void;
  /** Ends the sentence that says it could not be downloaded: what else a person can do. */
  readonly otherwise: string;
  /** Looks at `root`, before it becomes `folder`, for what must be there, and makes what is not in the packages. */
  readonly check: (root: string) => Promise<void>;
}

/**
 * Packages of the system's archive, unpacked into a folder without installing anything: needs no root. What is complete
 * is used again. apt checks the archive's signatures.
 * @throws StackError
 */
export async function unpackedPackages(archive: Archive): Promise<void> {
  const { folder, check } = archive;
  if (existsSync(folder)) return;
  archive.starting();
  const partial = `${folder}.${process.pid}`;
  const downloads = `${partial}.downloads`;
  try {
    mkdirSync(downloads, { recursive: true });
    await fetchInto(downloads, archive);
    for (const file of readdirSync(downloads).filter((name) => name.endsWith(".deb")))
      await run("dpkg-deb", ["-x", join(downloads, file), partial]);
    await check(partial);
    // Whoever unpacked the same at the same time was first.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    for (const left of [partial, downloads]) rmSync(left, { recursive: true, force: true });
  }
}

async function fetchInto(folder: string, archive: Archive): Promise<void> {
  try {
    await download(folder, archive, []);
  } catch {
    // No package lists yet, or lists that name versions long gone: lists of our own, which an ordinary user may make.
    await withOwnLists(folder, archive);
  }
}

async function withOwnLists(folder: string, archive: Archive): Promise<void> {
  const lists = join(folder, "lists");
  const archives = join(folder, "cache");
  for (const part of [lists, archives]) mkdirSync(join(part, "partial"), { recursive: true });
  const own = ["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${archives}`];
  try {
    await run("apt-get", [...own, "update"], { cwd: folder });
    await download(folder, archive, own);
  } catch {
    const { name, otherwise } = archive;
    throw new StackError(
      `${name} could not be downloaded from your system's package archive; check the network, ${otherwise}.`,
    );
  }
}

async function download(folder: string, archive: Archive, options: readonly string[]): Promise<void> {
  const packages = archive.withDependencies ? await missing(archive.packages, options) : archive.packages;
  await run("apt-get", [...options, "download", ...packages], { cwd: folder });
}

/** The packages themselves and all they need that is not installed, as apt would install them. */
async function missing(packages: readonly string[], options: readonly string[]): Promise<string[]> {
  const asked = ["install", "--simulate", "--no-install-recommends", ...packages];
  const { stdout } = await run("apt-get", [...options, ...asked], { env: { ...process.env, LC_ALL: "C" } });
  return installedBy(stdout);
}

/** From what `apt-get install --simulate` prints: `Inst name (version …)`, once for each package. */
export const installedBy = (simulation: string): string[] =>
  [...simulation.matchAll(/^Inst (\S+) /gm)].map(([, name]) => name as string);

/** Every folder of unpacked packages that holds shared libraries, for LD_LIBRARY_PATH. */
export function libraryFolders(root: string): string[] {
  const bases = ["usr/lib", "lib"].map((name) => join(root, name)).filter((base) => existsSync(base));
  const triplets = bases.flatMap((base) =>
    readdirSync(base)
      .filter((name) => name.includes("-linux-"))
      .map((name) => join(base, name)),
  );
  // Some packages keep libraries that only they use in a folder below.
  return triplets.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name))
      .filter((inner) => readdirSync(inner).some((name) => name.includes(".so"))),
  ]);
}
