import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { hexText, parseStrictJson, shortText } from "@cocoon/protocol/api";
import { MalformedError, Secret } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { UsageError } from "./usage-error.ts";

const FOLDER = ".cocoon";
const FILE = "client.json";
const LIMIT_BYTES = 64 * 1024;

/** Which nodes are accepted: real AMD roots only, or besides them the simulated roots of one local network. */
export const policySettings = v.variant("kind", [
  v.strictObject({ kind: v.literal("production") }),
  v.strictObject({
    kind: v.literal("development"),
    /** Product to the SHA-256, in hex, of its simulated root's SubjectPublicKeyInfo. */
    simulatedRoots: v.record(shortText(32), hexText(32)),
    /** Launch digests in hex that count as approved, beside those of reference values. */
    measurements: v.pipe(v.array(hexText(48)), v.maxLength(64)),
    /** SHA-256, in hex, of the SubjectPublicKeyInfo of the simulated root of GPUs, where a GPU is demanded. */
    simulatedGpuRoot: v.exactOptional(hexText(32)),
    /** Public keys of the network's simulated reference values, 32 bytes in hex each. */
    referenceKeys: v.exactOptional(v.strictObject({ manifestKey: hexText(32), witnessKey: hexText(32) })),
  }),
]);
export type PolicySettings = v.InferOutput<typeof policySettings>;

const settingsFile = v.strictObject({
  proxyUrl: v.pipe(shortText(512), v.url()),
  apiKey: v.pipe(v.string(), v.regex(/^c[kt]_[A-Za-z0-9_-]{16,128}$/)),
  accountId: shortText(64),
  policy: policySettings,
  /** The network's TON server and what stands on its chain; addresses are raw. */
  ton: v.exactOptional(
    v.strictObject({
      api: v.pipe(shortText(512), v.url()),
      globalId: v.pipe(v.number(), v.integer(), v.minValue(-0x8000_0000), v.maxValue(0x7fff_ffff)),
      registry: v.exactOptional(v.pipe(v.string(), v.regex(/^0:[0-9a-f]{64}$/))),
      /** Of the proxy: deposits are with it. */
      treasury: v.exactOptional(v.pipe(v.string(), v.regex(/^0:[0-9a-f]{64}$/))),
    }),
  ),
});
/** `.cocoon/client.json`, written by the local start for its own network. */
export type LocalSettingsFile = v.InferOutput<typeof settingsFile>;

export interface LocalSettings {
  readonly proxyUrl: string;
  readonly apiKey: Secret<string>;
  readonly accountId: string;
  readonly policy: PolicySettings;
  readonly ton?: NonNullable<LocalSettingsFile["ton"]>;
  /** The folder they stand in; the CLI keeps its own state beside them. */
  readonly folder: string;
}

/** @throws MalformedError naming the field; never its value, which may be a key. */
export const parsePolicySettings = (json: string, what: string): PolicySettings =>
  parseStrictJson(policySettings, json, what, LIMIT_BYTES);

/** Writes `folder`/client.json whole or not at all, readable by its owner only, for it holds an API key. */
export async function writeLocalSettings(folder: string, settings: LocalSettingsFile): Promise<void> {
  const checked = v.parse(settingsFile, settings);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${FILE}.${randomBytes(6).toString("hex")}`);
  await writeFile(temporary, `${JSON.stringify(checked, null, 2)}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, join(folder, FILE));
}

export interface SettingsPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The nearest settings: COCOON_HOME alone when it is set, else `.cocoon` of `cwd` or of the nearest parent that has one. */
export async function loadLocalSettings(place: SettingsPlace): Promise<LocalSettings | null> {
  if (place.env["COCOON_HOME"]) return readSettings(resolve(place.cwd, place.env["COCOON_HOME"]));
  for (let at = resolve(place.cwd); ; at = dirname(at)) {
    const found = await readSettings(join(at, FOLDER), refuseForeignFile);
    if (found || at === dirname(at)) return found;
  }
}

/** Where the CLI keeps guards and pending jobs: beside the settings it uses, else in the person's home. */
export const stateFolder = (settings: LocalSettings | null, env: SettingsPlace["env"]): string =>
  settings?.folder ?? env["COCOON_HOME"] ?? join(homedir(), FOLDER);

async function readSettings(
  folder: string,
  check: (path: string, stats: Stats) => void = () => undefined,
): Promise<LocalSettings | null> {
  const path = join(folder, FILE);
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  check(path, found);
  refuseOpenFile(path, found.mode);
  const text = await readFile(path, "utf8").catch(() => {
    throw new UsageError(`${path} can't be read; give it to your user or set COCOON_HOME to another folder.`);
  });
  return { ...parsed(text, path), folder };
}

/** Root may read everybody's files: what a parent folder happens to hold must not send root's prompts elsewhere. */
function refuseForeignFile(path: string, { uid }: Stats): void {
  const self = process.getuid?.();
  if (self === undefined || uid === self) return;
  throw new UsageError(
    `${path} belongs to another user; set COCOON_HOME to ${dirname(path)} if you trust it, or to another folder.`,
  );
}

/** A file that others may write could name another policy and another proxy. */
function refuseOpenFile(path: string, mode: number): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new UsageError(`${path} is open to other users; run: chmod 600 ${path}`);
}

function parsed(text: string, path: string): Omit<LocalSettings, "folder"> {
  try {
    const { apiKey, ...rest } = parseStrictJson(settingsFile, text, path, LIMIT_BYTES);
    return { ...rest, apiKey: new Secret(apiKey) };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new UsageError(`${error.message}; start the local network again to have it written anew.`);
  }
}
