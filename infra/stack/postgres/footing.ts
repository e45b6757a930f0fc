import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackError } from "../errors.ts";

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where Postgres' programs and data are and as whom they run. */
export interface Footing {
  /** Holds bin/ and lib/. */
  readonly native: string;
  /** The folder for the data and its password. */
  readonly home: string;
  /** Put before each command line. */
  readonly prefix: readonly string[];
  /** Whom root must become and give the files to; null: the user who runs this. */
  readonly user: User | null;
}

/**
 * Postgres refuses to run as root. Root therefore runs it in a user namespace where root's own files look like nobody's,
 * which works below folders that only root may enter; where namespaces are refused, from a copy that nobody owns.
 */
export function footingFor(native: string, home: string): Footing {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return { native, home, prefix: [], user: null };
  const user = plainUser(readFileSync("/etc/passwd", "utf8"));
  const prefix = ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`];
  if (worksWith(prefix, native, home)) return { native, home, prefix, user: null };
  return copied(native, home, user);
}

/** Where {@link footingFor} puts the data of `home` when it had to copy: beside one copy of the programs for all. */
export const copiedHome = (native: string, home: string): string => join(copyFolder(native), shortHash(home));

function copyFolder(native: string): string {
  const parent = existsSync("/var/tmp") ? "/var/tmp" : tmpdir();
  return join(parent, `cocoon-postgres-${shortHash(native)}`);
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Initdb looks its user up by name, so it must be one that exists. @throws StackError */
export function plainUser(passwd: string): User {
  const users = passwd.split("\n").map((line) => line.split(":"));
  const found = users.find(([name]) => name === "nobody") ?? users.find(([, , uid]) => Number(uid) > 0);
  if (!found)
    throw new StackError("Postgres can't run as root and there is no other user; set DATABASE_URL.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** A folder between may still bar the way: one of another user's that root enters only by privilege. */
function worksWith([command = "", ...args]: readonly string[], native: string, home: string): boolean {
  try {
    execFileSync(command, [...args, join(native, "bin", "postgres"), "--version"], { stdio: "ignore" });
    execFileSync(command, [...args, "test", "-w", home], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function copied(native: string, home: string, user: User): Footing {
  const folder = copyFolder(native);
  claim(folder, user);
  const copy = join(folder, "native");
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    giveTo(partial, user);
    // Whoever copied at the same time was first: theirs is as good.
    if (existsSync(copy)) rmSync(partial, { recursive: true });
    else renameSync(partial, copy);
  }
  claim(copiedHome(native, home), user);
  return { native: copy, home: copiedHome(native, home), prefix: [], user };
}

/** The temp folder is everybody's: what another user put at our place is not used. */
function claim(folder: string, user: User): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== user.uid || (found.mode & 0o077) !== 0)
      throw new StackError(`${folder} belongs to somebody else; remove it, or set DATABASE_URL.`);
  }
}

function giveTo(folder: string, user: User): void {
  chownSync(folder, user.uid, user.gid);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
}
