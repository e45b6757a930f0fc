// `npm test`: plain Node, and nothing from node_modules before it is there. An old Node must be able to read this file, too.
import { demandNode } from "./setup/node-version.js";

demandNode();
void import("./setup/launch.js").then(({ launch }) => launch("infra/checks/test.ts"));
