import { existsSync, mkdirSync, rmSync } from "node:fs";
import { StackError } from "../errors.ts";
import { layoutOf, type Layout } from "../network/layout.ts";
import { modelsFor } from "../network/models.ts";
import { startNetwork } from "../network.ts";
import { portIsFree } from "../ports.ts";
import { stopAllRecorded } from "../processes/record.ts";
import { removePostgres } from "../postgres.ts";
import { ask } from "./ask.ts";
import { occupy, runningIn } from "./lock.ts";
import type { StartOptions } from "./options.ts";
import { readSettings, type StartSettings, systemEnvironment } from "./settings.ts";
import { whereNext, writeSummary } from "./summary.ts";

/** What a newcomer would ask. */
const SAMPLE = "What is Cocoon?";
const EXIT = { ok: 0, failed: 1, interrupted: 130 } as const;

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** `npm start`. @returns the exit code @throws StackError */
export async function start(options: StartOptions): Promise<number> {
  const settings = readSettings(process.env);
  const layout = layoutOf(settings.folder);
  const running = runningIn(layout);
  // What a start that was killed has left would hold the port and the data.
  if (running === null) await stopAllRecorded(layout.folder);
  if (options.reset) return reset(layout, running);
  if (running === null) return await runHere(options, settings, layout);
  if (options.ask !== null) return ask(layout.folder, options.ask, process.env);
  throw new StackError(
    `A network runs in ${layout.folder} already (process ${running}); ask it with --ask, stop it, or set COCOON_HOME and COCOON_PORT for another.`,
  );
}

async function reset(layout: Layout, running: number | null): Promise<number> {
  if (running !== null)
    throw new StackError(`The network in ${layout.folder} runs (process ${running}); stop it first.`);
  if (!existsSync(layout.folder)) progress(`There is nothing in ${layout.folder}.`);
  else {
    await removePostgres(layout.postgres);
    rmSync(layout.folder, { recursive: true, force: true });
    progress(`Deleted ${layout.folder}.`);
  }
  return EXIT.ok;
}

async function runHere(
  { ask: question }: StartOptions,
  settings: StartSettings,
  layout: Layout,
): Promise<number> {
  if (!(await portIsFree(settings.proxyPort)))
    throw new StackError(
      `Port ${settings.proxyPort} is taken; set COCOON_PORT to another, such as ${settings.proxyPort + 10}.`,
    );
  mkdirSync(layout.folder, { recursive: true, mode: 0o700 });
  const free = occupy(layout);
  const ended = new Ended();
  const network = startNetwork({
    folder: layout.folder,
    proxyPort: settings.proxyPort,
    models: await modelsFor(settings.model, layout),
    ...(settings.databaseUrl && { databaseUrl: settings.databaseUrl }),
    ...(settings.redisUrl && { redisUrl: settings.redisUrl }),
    system: systemEnvironment(process.env),
    progress,
    died: ({ name, logFile }) => ended.because(`${name} stopped by itself; see ${logFile}.`),
  });
  try {
    const up = await Promise.race([network, ended.promise]);
    if (up === undefined) return ended.code;
    writeSummary(layout, up);
    const code = await Promise.race([ask(layout.folder, question ?? SAMPLE, process.env), ended.promise]);
    if (code === undefined || question !== null) return code ?? ended.code;
    progress(whereNext(layout, up));
    await ended.promise;
    return ended.code;
  } finally {
    progress("Stopping ...");
    const up = await network.catch(() => null);
    await up?.stop();
    rmSync(layout.stack, { force: true });
    free();
  }
}

/** Why the network is to be taken down: the person asked for it, or a part of it died. */
class Ended {
  code: number = EXIT.interrupted;
  readonly promise: Promise<undefined>;
  #resolve: (value: undefined) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => this.#resolve(undefined));
  }

  because(why: string): void {
    progress(why);
    this.code = EXIT.failed;
    this.#resolve(undefined);
  }
}
