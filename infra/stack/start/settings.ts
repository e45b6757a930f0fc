import { resolve } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { StackError } from "../errors.ts";
import { ROOT } from "../network/layout.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What the environment says about the local network. */
export interface StartSettings {
  /** The folder of its state. */
  readonly folder: string;
  readonly proxyPort: number;
  /** A GGUF or a manifest; null for the demo model. */
  readonly model: string | null;
  /** The mini-app's files; null for a development build of its own. */
  readonly appFolder: string | null;
  readonly databaseUrl: Secret<string> | null;
  readonly redisUrl: Secret<string> | null;
}

const PORT = 7770;

/** Paths are taken from where the person stands: npm itself changes to the repository. @throws StackError */
export function readSettings(env: Env): StartSettings {
  const from = env["INIT_CWD"] ?? process.cwd();
  const at = (path: string | undefined) => (path ? resolve(from, path) : null);
  return {
    folder: at(env["COCOON_HOME"]) ?? resolve(ROOT, ".cocoon"),
    proxyPort: readPort(env["COCOON_PORT"]),
    model: at(env["COCOON_MODEL"]),
    appFolder: at(env["COCOON_APP_FOLDER"]),
    databaseUrl: env["DATABASE_URL"] ? new Secret(env["DATABASE_URL"]) : null,
    redisUrl: env["REDIS_URL"] ? new Secret(env["REDIS_URL"]) : null,
  };
}

function readPort(text: string | undefined): number {
  if (!text) return PORT;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port >= 1024 && port <= 65_535) return port;
  throw new StackError("COCOON_PORT is not a port from 1024 to 65535; choose one, such as 7780.");
}

/** What children need of this process' environment; nothing else of it reaches them. */
export function systemEnvironment(env: Env): Env {
  const names = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "LD_LIBRARY_PATH"];
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}
