import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { StackError } from "../errors.ts";
import { type Child, logTail, startChild } from "../processes/child.ts";
import { groupIsAlive, signalGroup } from "../processes/group.ts";
import { commandLine } from "../processes/identity.ts";
import type { Footing } from "./footing.ts";

/** The role that owns the cluster. */
export const OWNER = "cocoon";

export const dataFolder = ({ home }: Footing): string => join(home, "data");

/** Starts one of Postgres' programs on its footing. */
export function startProgram(
  footing: Footing,
  program: "initdb" | "postgres",
  args: readonly string[],
  logFile: string,
): Promise<Child> {
  const [command = "", ...rest] = [...footing.prefix, join(footing.native, "bin", program), ...args];
  return startChild({
    name: "Postgres",
    command,
    args: rest,
    cwd: footing.home,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    logFile,
    ...(footing.user && { user: footing.user }),
  });
}

/**
 * Makes the cluster when there is none. It gets its final name only when it is complete, so that a start that was
 * killed midway leaves nothing that looks like one. Resolves to the owner's password.
 */
export async function ensureCluster(
  footing: Footing,
  logFile: string,
  durable: boolean,
): Promise<Secret<string>> {
  const passwordFile = join(footing.home, "password");
  const data = dataFolder(footing);
  if (existsSync(data)) return readPassword(passwordFile);
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (footing.user) chownSync(passwordFile, footing.user.uid, footing.user.gid);
  const partial = `${data}.new`;
  rmSync(partial, { recursive: true, force: true });
  const initdb = await startProgram(
    footing,
    "initdb",
    [
      ...["-D", partial, "-U", OWNER, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--no-locale", "--encoding=UTF8", "--no-instructions"],
      ...(durable ? [] : ["--no-sync"]),
    ],
    logFile,
  );
  const { code } = await initdb.exited;
  if (code !== 0)
    throw new StackError(
      `Postgres' data could not be made; see ${logFile}, which ends:\n  ${logTail(logFile)}`,
    );
  renameSync(partial, data);
  return readPassword(passwordFile);
}

function readPassword(path: string): Secret<string> {
  try {
    return new Secret(readFileSync(path, "utf8"));
  } catch {
    throw new StackError(`${path} is missing; run npm start -- --reset to begin with an empty database.`);
  }
}

/**
 * Postgres believes a postmaster.pid whose number is any living process of its user. After kill -9 that number may be
 * somebody else's by now, or still our own postmaster's: this stops the one and forgets the other. Call it only while
 * holding the folder.
 */
export async function clearStalePostmaster(footing: Footing): Promise<void> {
  const file = join(dataFolder(footing), "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  if (Number.isSafeInteger(pid) && pid > 1 && commandLine(pid).includes(dataFolder(footing))) {
    signalGroup(pid, "SIGKILL");
    while (groupIsAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  rmSync(file, { force: true });
}

/** Postgres writes its state into the file as the eighth line: the sign that pg_ctl waits for as well. */
export function isReady(footing: Footing, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataFolder(footing), "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}
