import { defineConfig, defaultClientConditions, type Plugin } from "vite";
import { subresourceIntegrity } from "./build/integrity.ts";
import { withoutSentences } from "./build/without-sentences.ts";
import { woff2Only } from "./build/woff2-only.ts";

/** The development build begins at its own entry, which alone knows what is simulated. */
const developmentEntry = (): Plugin => ({
  name: "cocoon-development-entry",
  transformIndexHtml: {
    order: "pre",
    handler: (html) => html.replace("/src/main.tsx", "/src/main.dev.tsx"),
  },
});

const isStyle = (file: string): boolean => file.endsWith(".css");

// Vite reads it once this file is loaded: what is built must not depend on who builds it, and tests set another.
process.env["NODE_ENV"] = "production";

export default defineConfig(({ mode }) => ({
  base: "/app/",
  plugins: [...(mode === "development" ? [developmentEntry()] : []), woff2Only(), subresourceIntegrity()],
  // Lean: what platforms have, and the JavaScript for those that lack it in files of their own.
  resolve: { conditions: ["@cocoon/lean", "@cocoon/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // The floor: the oldest WebViews of Telegram's phone apps that have what the sealing needs.
    target: ["ios16.4", "chrome108"],
    outDir: mode === "development" ? "dist/development" : "dist/production",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The first load would have to carry a list of all files to fetch what a part imports ahead: the app fetches parts when it is idle.
    modulePreload: { polyfill: false, resolveDependencies: (_file, imports) => imports.filter(isStyle) },
    sourcemap: false,
    minify: true,
    // Names of chunks are made of paths from here too, and must not depend on where the build was begun.
    rolldownOptions: { cwd: import.meta.dirname },
  },
  worker: {
    format: "es",
    plugins: () => [withoutSentences()],
    rolldownOptions: { cwd: import.meta.dirname },
  },
}));
