import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** With a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Nothing in it is committed, nor needed by anything else. */
export const CACHE = join(ROOT, ".cache/mutation");

/** What is mutated, below the root. */
export const MUTATED_FOLDERS = [
  "protocol/src/attestation",
  "protocol/src/envelope",
  "protocol/src/envelope-header",
  "protocol/src/response",
] as const;

/** Tests that draw new samples in each run are left out: a result that can't be repeated says little of a mutant. */
export const TESTS = {
  folder: "protocol/src",
  name: /\.test\.ts$/,
  leftOut: /(?:^|\/)(?:flips|[^/]*fuzz[^/]*)\.test\.ts$/,
};
