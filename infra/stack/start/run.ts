import { rmSync } from "node:fs";
import { StackError } from "../errors.ts";
import { layoutOf, type Layout } from "../network/layout.ts";
import { modelsFor } from "../network/models.ts";
import { startNetwork } from "../network.ts";
import { portIsFree } from "../ports.ts";
import { stopAllRecorded } from "../processes/record.ts";
import { ask } from "./ask.ts";
import { Ended } from "./ended.ts";
import { occupy, runningIn } from "./lock.ts";
import type { StartOptions } from "./options.ts";
import { reset } from "./reset.ts";
import { readSettings, type StartSettings, systemEnvironment } from "./settings.ts";
import { whereNext, writeSummary } from "./summary.ts";

/** What a newcomer would ask. */
const SAMPLE = "What is Cocoon?";

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** `npm start`. @returns the exit code @throws StackError */
export async function start(options: StartOptions): Promise<number> {
  const settings = readSettings(process.env);
  const layout = layoutOf(settings.folder);
  const ended = new Ended(progress);
  if (options.ask !== null && runningIn(layout) !== null)
    return ask(layout.folder, options.ask, ended.signal);
  const free = occupy(layout);
  if (!free) throw new StackError(occupied(layout, options));
  try {
    // What a start that was killed has left would hold the port and the data.
    await stopAllRecorded(layout.folder);
    return await (options.reset ? resetOnly(layout) : run(options.ask, settings, layout, ended));
  } finally {
    free();
  }
}

function occupied(layout: Layout, { reset: resetting }: StartOptions): string {
  const who = `A network runs in ${layout.folder} already (process ${runningIn(layout) ?? "just starting"})`;
  if (resetting) return `${who}; stop it first.`;
  return `${who}; ask it with --ask, stop it, or set COCOON_HOME and COCOON_PORT for another.`;
}

async function resetOnly(layout: Layout): Promise<number> {
  await reset(layout);
  progress(`Deleted ${layout.folder}.`);
  return 0;
}

async function run(
  question: string | null,
  settings: StartSettings,
  layout: Layout,
  ended: Ended,
): Promise<number> {
  if (!(await portIsFree(settings.proxyPort)))
    throw new StackError(
      `Port ${settings.proxyPort} is taken; set COCOON_PORT to another, such as ${settings.proxyPort + 10}.`,
    );
  const starting = startNetwork({
    folder: layout.folder,
    proxyPort: settings.proxyPort,
    models: await modelsFor(settings.model, layout),
    ...(settings.appFolder && { appFolder: settings.appFolder }),
    ...(settings.databaseUrl && { databaseUrl: settings.databaseUrl }),
    ...(settings.redisUrl && { redisUrl: settings.redisUrl }),
    system: systemEnvironment(process.env),
    progress,
    died: ({ name, logFile }) => ended.because(`${name} stopped by itself; see ${logFile}.`),
  });
  try {
    const network = await Promise.race([starting, ended.promise]);
    if (network === undefined) return ended.code;
    writeSummary(layout, network);
    const code = await Promise.race([ask(layout.folder, question ?? SAMPLE, ended.signal), ended.promise]);
    if (code === undefined) return ended.code;
    if (question !== null) return code;
    progress(whereNext(layout, network));
    // From here on Ctrl-C is how it is meant to end.
    ended.code = 0;
    await ended.promise;
    return ended.code;
  } finally {
    progress("Stopping ... (Ctrl-C again to stop at once)");
    const network = await starting.catch(() => null);
    await network?.stop();
    rmSync(layout.stack, { force: true });
  }
}
