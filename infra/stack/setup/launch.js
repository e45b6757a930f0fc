import { ensureInstalled } from "./install.js";
import { runSource } from "./run-source.js";

/** Runs a program of the repository once its packages are there. */
export async function launch(main) {
  await ensureInstalled();
  process.exitCode = await runSource(main, process.argv.slice(2));
}
