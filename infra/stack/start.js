// `npm start`: plain Node, and nothing from node_modules before it is there.
import { demandNode } from "./setup/node-version.js";

demandNode();
const { ensureInstalled } = await import("./setup/install.js");
await ensureInstalled();
const { runSource } = await import("./setup/run-source.js");
process.exitCode = await runSource("infra/stack/main.ts", process.argv.slice(2));
