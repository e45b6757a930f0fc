import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { Redis } from "ioredis";

/** A Redis of a test's own, set up as in production: it can be killed, and its keys and channels are nobody else's. */
export interface OwnRedis {
  readonly url: Secret<string>;
  /** As a crash would. */
  kill(): Promise<void>;
  /** With what its append-only file has kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Program {
  readonly path: string;
  /** LD_LIBRARY_PATH. */
  readonly libraries: string;
}

/** The program that the test server runs, with the libraries it was started with. */
async function findProgram(): Promise<Program> {
  const url = process.env.COCOON_TEST_REDIS_URL;
  if (!url) throw new Error("set COCOON_TEST_REDIS_URL to a Redis on this machine");
  const redis = new Redis(url);
  const info = await redis.info("server");
  redis.disconnect();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, "m").exec(info)?.[1] ?? "";
  return { path: field("executable"), libraries: librariesOf(field("process_id")) };
}

/** Where a running process has its libraries from: they may lie beside the program and not in the system. */
function librariesOf(processId: string): string {
  const maps = readFileSync(`/proc/${processId}/maps`, "utf8");
  const files = maps.match(/\/\S+\.so(?:\.\d+)*$/gm) ?? [];
  return [...new Set(files.map((file) => dirname(file)))].join(":");
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function saysReady({ stdout }: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    stdout?.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes("Ready to accept connections")) resolve();
    });
    stdout?.once("end", () => reject(new Error(`Redis did not start: ${said}`)));
  });
}

export async function ownRedis(): Promise<OwnRedis> {
  const { path, libraries } = await findProgram();
  const folder = mkdtempSync(join(tmpdir(), "cocoon-redis-"));
  const port = await freePort();
  const settings = [
    "--port",
    port,
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--save",
    "",
  ];
  let child: ChildProcess;
  const start = async () => {
    child = spawn(path, settings.map(String), {
      env: { LD_LIBRARY_PATH: libraries },
      stdio: ["ignore", "pipe", "ignore"],
    });
    await saysReady(child);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await start();
  return {
    url: new Secret(`redis://127.0.0.1:${port}`),
    kill,
    restart: async () => {
      await kill();
      await start();
    },
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
