import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Secret } from "@cocoon/protocol/bytes";
import { BenchError } from "../suite.ts";

const run = promisify(execFile);

/** Where Debian and Ubuntu put the binaries of each version; what stands on PATH there is a script that looks for a cluster. */
const DEBIAN = "/usr/lib/postgresql";

/** What to do where there is none. */
export const INSTALL_PGBENCH =
  'pgbench is missing, so nothing to compare with: it comes with Postgres ("apt-get install postgresql" on Debian and Ubuntu, "brew install postgresql" on macOS)';

function debianBinaries(): string[] {
  try {
    const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN, version, "bin", "pgbench"));
  } catch {
    return [];
  }
}

const answers = (program: string): Promise<boolean> =>
  run(program, ["--version"]).then(
    () => true,
    () => false,
  );

/** Postgres' own benchmark, TPC-B-like, in tables of its own. */
export class Pgbench {
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(program: string, url: URL) {
    this.#program = program;
    this.#env = {
      PATH: process.env["PATH"],
      PGHOST: url.hostname,
      PGPORT: url.port,
      PGUSER: url.username,
      PGPASSWORD: url.password,
      PGDATABASE: url.pathname.slice(1),
    };
  }

  /** Null where it is not installed. @param url of a database it may make its tables in */
  static async find(url: Secret<string>): Promise<Pgbench | null> {
    for (const program of [...debianBinaries(), "pgbench"])
      if (await answers(program)) return new Pgbench(program, new URL(url.reveal()));
    return null;
  }

  /** Fills the database. */
  async prepare(scale: number): Promise<void> {
    await this.#run(["-i", "-q", "-s", String(scale)]);
  }

  /** @returns how many transactions were made. */
  async measure(clients: number, seconds: number): Promise<number> {
    const output = await this.#run(["-M", "prepared", "-n", "-c", String(clients), "-T", String(seconds)]);
    const tps = /^tps = ([0-9.]+) /m.exec(output)?.[1];
    if (!tps) throw new BenchError("pgbench did not say how many transactions it made.");
    return Number(tps) * seconds;
  }

  async #run(args: readonly string[]): Promise<string> {
    try {
      return (await run(this.#program, args, { env: this.#env })).stdout;
    } catch {
      // Its output may name the server's address and user.
      throw new BenchError("pgbench failed.");
    }
  }
}
