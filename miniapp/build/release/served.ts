import { type AppFile, fileOf } from "../app-file.ts";

/** Far over any file of the app. */
const FILE_LIMIT_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 1_000;
const ANSWER_MS = 30_000;

/** Names of files that a page, a style or a script of the app may load: Vite writes them whole. */
const NAMES =
  /(?:\/app\/|\.\.?\/|["'`(])((?:assets\/)?[\w-][\w.-]*\.(?:js|css|woff2?|ttf|svg|png|webp|json|html))\b/g;

/** How a served app differs from a release. Paths below /app/. */
export interface Differences {
  /** Served with other bytes, and what they are. */
  readonly changed: readonly AppFile[];
  /** Not served, with the status or the reason. */
  readonly missing: readonly { readonly path: string; readonly why: string }[];
  /** Named by what is served, served, and not in the release. */
  readonly extra: readonly string[];
}

/**
 * Fetches each file of the release, and follows every name that what is served gives, in the page first: so a page that
 * was changed to load more is told with what it loads.
 * @param base such as `https://cocoon.example/app/`
 */
export async function compareServed(base: string, files: readonly AppFile[]): Promise<Differences> {
  const expected = new Map(files.map((file) => [file.path, file]));
  const changed: AppFile[] = [];
  const missing: { path: string; why: string }[] = [];
  const extra: string[] = [];
  const seen = new Set<string>(expected.keys());
  const queue = [...expected.keys()];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const wanted = expected.get(path);
    const served = await fetchFile(base, path);
    if (typeof served === "string") {
      if (wanted) missing.push({ path, why: served });
      continue;
    }
    const got = fileOf(path, served);
    if (!wanted) extra.push(path);
    else if (got.integrity !== wanted.integrity) changed.push(got);
    for (const name of namesIn(path, served)) {
      if (seen.has(name) || seen.size >= MOST_FILES) continue;
      seen.add(name);
      queue.push(name);
    }
  }
  return { changed, missing, extra };
}

/** The bytes, or why there are none. The page itself is what its folder's address gives. */
async function fetchFile(base: string, path: string): Promise<Uint8Array | string> {
  const url = new URL(path === "index.html" ? "" : path, base);
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.status !== 200) return `status ${response.status}`;
    return await bounded(response);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function bounded(response: Response): Promise<Uint8Array | string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > FILE_LIMIT_BYTES) return `larger than ${FILE_LIMIT_BYTES} bytes`;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What may be loaded from here, resolved both from /app/ and beside the file that names it. */
function namesIn(path: string, bytes: Uint8Array): string[] {
  if (!/\.(?:html|js|css)$/.test(path)) return [];
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const text = new TextDecoder().decode(bytes);
  return [...text.matchAll(NAMES)].flatMap(([whole, name = ""]) =>
    whole.startsWith("/app/") || name.includes("/") ? [name] : [`${folder}${name}`],
  );
}
