import { existsSync, readdirSync, rmSync } from "node:fs";
import { relative, sep } from "node:path";
import { StackError } from "../errors.ts";
import type { Layout } from "../network/layout.ts";
import { removePostgres } from "../postgres.ts";

/** What the command line keeps in the same folder: its settings, and its own state. */
const CLIENT = ["client.json", "client"];

/**
 * Deletes a network's folder with all of its state. COCOON_HOME may name any folder, a home by mistake, so one that holds
 * anything else is left as it is. @throws StackError
 */
export async function reset(layout: Layout): Promise<void> {
  const { folder, postgres } = layout;
  const foreign = existsSync(folder) ? readdirSync(folder).filter((name) => !isOurs(layout, name)) : [];
  if (foreign.length > 0)
    throw new StackError(
      `Nothing was deleted: ${folder} also holds ${foreign.slice(0, 3).join(", ")}, which is not of the local network; move that away, or delete what you don't need yourself.`,
    );
  await removePostgres(postgres);
  rmSync(folder, { recursive: true, force: true });
}

/** A file that was cut off while it was written has something after its name. */
function isOurs(layout: Layout, name: string): boolean {
  const { postgres, redis, run, pki, simulatedRoots, referenceKeys, referenceValues, rosterKey } = layout;
  const own = [postgres, redis, run, pki, simulatedRoots, referenceKeys, referenceValues, rosterKey];
  const onChain = [layout.chain, layout.chainKeys, layout.chainContracts, layout.wallet];
  const ofPeople = [layout.botToken, layout.people, layout.connections];
  const paths = [
    ...own,
    ...onChain,
    ...ofPeople,
    layout.stack,
    layout.lock,
    layout.models,
    layout.logFile("any"),
  ];
  const names = paths.map((path) => relative(layout.folder, path).split(sep, 1)[0] as string);
  return [...names, ...CLIENT].some(
    (ours) => name === ours || (ours.endsWith(".json") && name.startsWith(`${ours}.`)),
  );
}
