import { parseArgs } from "node:util";
import { adoptCharges, payoutOwner, requestPayNow } from "@cocoon/db/chain";
import { connect, type Database } from "@cocoon/db/connection";
import { recentDisputes } from "@cocoon/db/jobs";
import { MalformedError } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { ConfigError, readOperatorConfig, readTreasuryConfig } from "../config.ts";
import { listBots, makeBot, readCredentialId, readScope, revoke } from "./bots.ts";
import { CommandError, UsageError } from "./errors.ts";
import { grantAccount, readLabel } from "./grant.ts";
import { USAGE } from "./usage.ts";

/** EX_USAGE and EX_CONFIG of sysexits.h are 64 and 78; a shell's own tools say 2 for wrong usage. */
const EXIT = { failure: 1, usage: 2, config: 78 } as const;

/** The operator's command, from the process' arguments to its exit code. */
export async function runOperator(): Promise<void> {
  try {
    const { values, positionals } = readArguments();
    if (values.help) return void process.stdout.write(USAGE);
    const command = commandOf(positionals, values);
    await onDatabase(command);
  } catch (error) {
    process.stderr.write(`cocoon-admin: ${sentenceOf(error)}\n`);
    process.exit(exitOf(error));
  }
}

type Values = ReturnType<typeof readArguments>["values"];
/** What a command found, as JSON; `fails` makes the exit code 1. */
type Command = (database: Database) => Promise<{ readonly found: object; readonly fails?: boolean }>;

/** Reads all options before anything is opened. @throws UsageError */
function commandOf(positionals: readonly string[], values: Values): Command {
  switch (positionals.join(" ")) {
    case "grant": {
      const options = {
        amountNanoton: readTon(values.ton),
        from: values.from,
        label: readLabel(values.label),
      };
      return async (database) => ({ found: await grantAccount(database, options) });
    }
    case "bot": {
      const options = { label: readLabel(values.label ?? "bot"), scope: readScope(values.scope) };
      return async (database) => ({ found: await makeBot(database, options) });
    }
    case "bots":
      return async (database) => ({ found: await listBots(database) });
    case "revoke": {
      const id = readCredentialId(values.id);
      return async (database) => ({ found: await revoke(database, id) });
    }
    case "disputes":
      return async (database) => ({ found: { disputes: await recentDisputes(database) } });
    case "status":
      return async (database) => ({ found: await (await deskOf(database)).status() });
    case "reconcile":
      return reconcile;
    case "pay": {
      const owner = readAddress(values.owner);
      return async (database) => ({ found: await pay(database, owner) });
    }
    case "draw": {
      const amount = readTon(values.ton);
      return async (database) => ({ found: await (await deskOf(database)).draw(amount) });
    }
    case "even":
      return async (database) => ({ found: await (await deskOf(database)).even() });
    case "adopt":
      return async (database) => ({ found: { escrows: await adoptCharges(database) } });
    default:
      throw new UsageError(`there is no such command\n\n${USAGE}`);
  }
}

async function onDatabase(command: Command): Promise<void> {
  const { DATABASE_URL } = readOperatorConfig();
  const database = connect({ url: DATABASE_URL, max: 1 });
  try {
    const { found, fails } = await command(database);
    process.stdout.write(
      `${JSON.stringify(found, (_, value) => (typeof value === "bigint" ? String(value) : value))}\n`,
    );
    if (fails) process.exitCode = EXIT.failure;
  } finally {
    await database.close();
  }
}

const reconcile: Command = async (database) => {
  const found = await (await deskOf(database)).reconcile();
  return { found, fails: found.drifts.length > 0 || found.treasury === "moving" };
};

/** The running proxy signs and sends: no key of it is needed here. */
async function pay(database: Database, owner: string) {
  const account = await payoutOwner(database, owner);
  if (!account) throw new CommandError("nobody of that address has earned anything here");
  await requestPayNow(database, owner);
  return { owner, dueNanoton: account.earnedNanoton - account.confirmedNanoton };
}

/** Its code is loaded only by commands that need TON. */
async function deskOf(database: Database) {
  const { TreasuryDesk } = await import("./treasury.ts");
  return new TreasuryDesk({ database, ...readTreasuryConfig() });
}

function exitOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof ConfigError ? EXIT.config : EXIT.failure;
}

/** A driver's error can carry the URL with its password. */
function sentenceOf(error: unknown): string {
  const speaks = error instanceof UsageError || error instanceof ConfigError || error instanceof CommandError;
  if (speaks) return error.message;
  if (error instanceof Error && error.name === "ChainError") return `${error.message}; check COCOON_TON_API`;
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return `the database can't be used${code}; check DATABASE_URL`;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ton: { type: "string" },
        from: { type: "string" },
        label: { type: "string" },
        owner: { type: "string" },
        scope: { type: "string" },
        id: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : "bad arguments"}\n\n${USAGE}`);
  }
}

function readTon(text = ""): Nanoton {
  try {
    const amount = parseTon(text);
    if (amount > 0n) return amount;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw new UsageError("--ton takes an amount such as 5 or 0.25");
}

function readAddress(text = ""): string {
  try {
    return Address.parse(text).toRawString();
  } catch {
    throw new UsageError("--owner takes a TON address");
  }
}
