import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { StackError } from "../errors.ts";
import { type Child, logTail, startChild } from "../processes/child.ts";
import { stopRecorded } from "../processes/record.ts";
import { commandLine } from "../processes/identity.ts";
import type { Footing } from "./footing.ts";

/** The role that owns the cluster. */
export const OWNER = "cocoon";

const dataFolder = ({ home }: Footing): string => join(home, "data");

/** What a start that was killed has left running on this data is ended first. */
export async function startServer(
  footing: Footing,
  flags: readonly string[],
  logFile: string,
): Promise<Child> {
  await stopRecorded(recordFile(footing, "postgres"));
  clearStalePostmaster(footing);
  return startProgram(footing, "postgres", ["-D", dataFolder(footing), ...flags], logFile);
}

type Program = "initdb" | "postgres";

const recordFile = ({ home }: Footing, program: Program): string => join(home, `${program}.process.json`);

function startProgram(
  footing: Footing,
  program: Program,
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
    recordFile: recordFile(footing, program),
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
 * Postgres takes any living process of its user for the one that postmaster.pid names. After kill -9 that number may be
 * somebody else's by now: then the file is removed. One that does run on this data is left to refuse the start.
 */
function clearStalePostmaster(footing: Footing): void {
  const file = join(dataFolder(footing), "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  if (!commandLine(pid).includes(dataFolder(footing))) rmSync(file, { force: true });
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
