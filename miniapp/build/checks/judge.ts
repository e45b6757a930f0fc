import type { Built } from "../build-app.ts";
import { readApp } from "../app-file.ts";
import type { Check } from "./check.ts";
import { judgeContents } from "./contents.ts";
import { judgeFloor } from "./floor.ts";
import { loadedFiles } from "./loaded.ts";
import { judgeWeight, type Weight, weightOf } from "./weight.ts";

export interface Judged {
  readonly checks: readonly Check[];
  readonly weight: Weight;
}

/** Everything that a production build must be. @param folder absolute, that it was built into */
export async function judgeApp(folder: string, { modules }: Built): Promise<Judged> {
  const app = readApp(folder);
  const weight = weightOf(app, await loadedFiles(folder, app));
  return {
    weight,
    checks: [...judgeContents(modules, app), ...(await judgeFloor(app)), ...judgeWeight(weight)],
  };
}
