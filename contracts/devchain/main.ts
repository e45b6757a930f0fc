import { ChainStateError } from "./chain/log.ts";
import { readSettings, SettingsError, USAGE } from "./settings.ts";
import { type RunningDevChain, startDevChain } from "./start.ts";

const EXIT = { failure: 1, usage: 2, config: 78 } as const;

type Fields = Readonly<Record<string, string | number>>;

function log(level: "info" | "warn", event: string, fields: Fields = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes("--help") || argv.includes("-h")) {
    process.stdout.write(USAGE);
    return;
  }
  if (argv.length > 0)
    return fail("It takes no arguments but --help; see there for its settings.", EXIT.usage);
  const settings = readSettings(process.env, process.cwd());
  log("warn", "SIMULATED", { part: "TON chain", globalId: settings.globalId });
  const running = await startDevChain(settings);
  stopOnSignal(running);
  log("info", "chain_ready", { api: running.api, folder: settings.folder });
}

function stopOnSignal(running: RunningDevChain): void {
  const stop = () => {
    process.off("SIGTERM", stop).off("SIGINT", stop);
    log("info", "chain_stopping");
    running.close().then(() => process.exit(0), crash);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

function fail(message: string, code: number): never {
  process.stderr.write(`cocoon-devchain: ${message}\n`);
  process.exit(code);
}

function crash(error: unknown): never {
  const isConfig = error instanceof SettingsError || error instanceof ChainStateError;
  const message = error instanceof Error ? error.message : "unknown fault";
  fail(message, isConfig ? EXIT.config : EXIT.failure);
}

main(process.argv.slice(2)).catch(crash);
