import { withoutSentences } from "./build/without-sentences.ts";
import { defineConfig, defaultClientConditions, type Plugin } from "vite";

/** The development build begins at its own entry, which alone knows what is simulated. */
const developmentEntry = (): Plugin => ({
  name: "cocoon-development-entry",
  transformIndexHtml: {
    order: "pre",
    handler: (html) => html.replace("/src/main.tsx", "/src/main.dev.tsx"),
  },
});

export default defineConfig(({ mode }) => ({
  base: "/app/",
  plugins: mode === "development" ? [developmentEntry()] : [],
  // Lean: what every platform has, and the JavaScript for the others in files of their own.
  resolve: { conditions: ["@cocoon/lean", "@cocoon/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // The floor: the oldest WebViews of Telegram's phone apps that have what the sealing needs.
    target: ["ios16.4", "chrome108"],
    outDir: mode === "development" ? "dist/development" : "dist/production",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    minify: true,
  },
  worker: { format: "es", plugins: () => [withoutSentences()] },
}));
