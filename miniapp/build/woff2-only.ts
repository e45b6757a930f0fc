import type { Plugin } from "vite";

const OLDER = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g;

/** Every browser of the floor has WOFF2: the older forms of the formulas' fonts would only be more files to publish. */
export const woff2Only = (): Plugin => ({
  name: "cocoon-woff2-only",
  enforce: "pre",
  transform: {
    filter: { id: /katex[\w./-]*\.css/ },
    handler: (code) => code.replace(OLDER, ""),
  },
});
