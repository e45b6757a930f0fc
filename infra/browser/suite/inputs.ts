import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { encodeSimulatedPki, mintSimulatedPki } from "@cocoon/protocol/testing";
import { OWN_FILES, PUBLIC_CRYPTO, PUBLIC_MANIFESTS } from "@cocoon/protocol/vectors";
import { ROOT } from "../../stack/network/layout.ts";
import type { SuiteInput } from "./suite.ts";

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
export const PUBLIC_FOLDER = process.env["COCOON_VECTORS"] ?? join(ROOT, "../shared/vectors");
const OWN_FOLDER = join(ROOT, "protocol/vectors");

export async function suiteInput(): Promise<SuiteInput> {
  return {
    publicFiles: existsSync(PUBLIC_FOLDER) ? publicFiles(PUBLIC_FOLDER) : {},
    ownFiles: Object.fromEntries(
      OWN_FILES.map((name) => [name, readFileSync(join(OWN_FOLDER, name), "utf8")]),
    ),
    pki: encodeSimulatedPki(await mintSimulatedPki()),
  };
}

/** Everything in the folders of what is judged. @throws when the folder is there but lacks one of them */
function publicFiles(folder: string): Record<string, string> {
  const judged = [...PUBLIC_MANIFESTS, ...PUBLIC_CRYPTO];
  const folders = new Set(judged.map((file) => dirname(join(folder, file))));
  const files = [...folders].flatMap((inner) =>
    readdirSync(inner, { recursive: true, encoding: "utf8" }).map((name) => join(inner, name)),
  );
  return Object.fromEntries(
    files
      .filter((file) => statSync(file).isFile())
      .map((file) => [relative(folder, file).split(sep).join("/"), readFileSync(file).toString("base64url")]),
  );
}
