import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const MINIAPP = fileURLToPath(new URL("..", import.meta.url));

export type Mode = "production" | "development";

/** Whose code a built app consists of. */
export interface Built {
  /** Every module that gave it bytes, the worker's too; absolute paths. */
  readonly modules: ReadonlySet<string>;
}

/** @param outDir absolute; emptied first @param root absolute, of another checkout's mini-app; this one's by default */
export async function buildApp(outDir: string, mode: Mode = "production", root = MINIAPP): Promise<Built> {
  const modules = new Set<string>();
  const collect = (): Plugin => ({
    name: "cocoon-modules",
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        for (const [id, { renderedLength }] of Object.entries(output.modules))
          if (renderedLength > 0) modules.add(id);
      }
    },
  });
  await build({
    root,
    configFile: `${root}/vite.config.ts`,
    mode,
    logLevel: "error",
    build: { outDir, emptyOutDir: true, reportCompressedSize: false },
    plugins: [collect()],
    worker: { plugins: () => [collect()] },
  });
  return { modules };
}
