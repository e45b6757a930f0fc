import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseModelManifest } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { parseQuote, type Quote } from "@cocoon/protocol/money";
import { StackError } from "../errors.ts";
import { describeGguf } from "./gguf.ts";
import { DEMO_MODELS, type Layout } from "./layout.ts";

/** A model that the network's workers serve. */
export interface ServedModel {
  readonly id: string;
  /** The manifest's file; the weights stand beside it. */
  readonly manifest: string;
  readonly price: Quote;
}

/** For a model without a price of its own. */
const DEFAULT_PRICE = "20000000/5000000/60000000";

/**
 * The models whose manifests are named. Their prices are in a file beside their folder, by id.
 * @throws StackError for a model that can't be served
 */
export function servedModels(manifests: readonly string[]): ServedModel[] {
  return manifests.map((path) => {
    const { id } = readManifest(path);
    return { id, manifest: path, price: parseQuote(pricesBeside(path)[id] ?? DEFAULT_PRICE) };
  });
}

function pricesBeside(manifest: string): Readonly<Record<string, string>> {
  const file = join(dirname(manifest), "../prices.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
}

/** The manifests of a folder. @throws StackError when it has none */
export function manifestsIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  if (names.length === 0) throw new StackError(`${folder} has no model; check the repository out again.`);
  return names.toSorted().map((name) => join(folder, name));
}

function readManifest(path: string) {
  try {
    const manifest = parseModelManifest(readFileSync(path));
    if (existsSync(join(dirname(path), manifest.gguf.file))) return manifest;
    throw new StackError(`${path} names ${manifest.gguf.file}, which is not beside it; put it there.`);
  } catch (error) {
    if (error instanceof MalformedError)
      throw new StackError(`${path}: ${error.message}; correct the manifest.`);
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new StackError(`There is no ${path}; name a manifest.`);
    throw error;
  }
}

/** What the person named, a GGUF or a manifest, or the demo model in its sizes. @throws StackError */
export async function modelsFor(named: string | null, layout: Layout): Promise<ServedModel[]> {
  if (named === null) return servedModels(manifestsIn(DEMO_MODELS));
  return servedModels([named.endsWith(".gguf") ? await describeGguf(named, layout) : named]);
}
