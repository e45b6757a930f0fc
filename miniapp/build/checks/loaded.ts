import { join, relative } from "node:path";
import { build } from "esbuild";

const BASE = "/app/";
const NAMED = /<(?:script|link)\b[^>]*\b(?:src|href)="\/app\/([^"]+)"/g;
/** A module that is also begun as a worker: Vite leaves its address as text. */
const WORKER = /["'`](?:\/app\/)?(assets\/[\w-]*worker[\w-]*\.js)["'`]/g;

/** Which files a browser loads, and when. Paths below /app/. */
export interface Loaded {
  /** Before the first paint: the page, what it names, and what that imports. */
  readonly first: readonly string[];
  /** The engine's worker and what it imports at once. */
  readonly worker: readonly string[];
}

/** @param folder absolute, of the built app @throws Error for an app without exactly one worker */
export async function loadedFiles(folder: string, app: ReadonlyMap<string, Uint8Array>): Promise<Loaded> {
  const text = (path: string) => new TextDecoder().decode(app.get(path));
  const named = [...text("index.html").matchAll(NAMED)].map(([, path]) => path as string);
  const scripts = named.filter((path) => path.endsWith(".js"));
  const graph = await importsOf(
    folder,
    [...app.keys()].filter((path) => path.endsWith(".js")),
  );
  const first = new Set(["index.html", ...named, ...reached(graph, scripts)]);
  const workers = new Set([...first].flatMap((path) => [...text(path).matchAll(WORKER)].map(([, at]) => at)));
  const [worker] = workers;
  if (workers.size !== 1 || !worker) throw new Error(`the first load begins ${workers.size} workers`);
  return { first: [...first], worker: [...reached(graph, [worker])] };
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** Of each script: those that it imports at once, not those that it may load later. */
async function importsOf(folder: string, scripts: readonly string[]): Promise<Graph> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: scripts.map((path) => join(folder, path)),
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: join(folder, "none"),
    write: false,
    metafile: true,
    external: [`${BASE}*`],
    logLevel: "silent",
  });
  const below = (path: string) => relative(folder, join(folder, path));
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      below(path),
      imports
        .filter(({ kind, external }) => kind === "import-statement" && !external)
        .map((one) => below(one.path)),
    ]),
  );
}

function reached(graph: Graph, from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const next of graph.get(path) ?? []) look(next);
  };
  for (const path of from) look(path);
  return found;
}
