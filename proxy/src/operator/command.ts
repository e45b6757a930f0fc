import { parseArgs } from "node:util";
import { createAccount, createApiKey } from "@cocoon/db/accounts";
import { connect, type Database, migrate } from "@cocoon/db/connection";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { ConfigError, readOperatorConfig } from "../config.ts";

const USAGE = `Usage: cocoon-operator grant --ton AMOUNT [--from ACCOUNT] [--label NAME]

Opens an account, puts AMOUNT of TON on it, and prints JSON {"accountId", "apiKey"}. The key is
shown this once. Needs DATABASE_URL.

  --ton AMOUNT   such as 5 or 0.25
  --from ACCOUNT the sponsor, an account with a funded escrow of its own that pays for what is used;
                 needed in production, where no money comes from nowhere
  --label NAME   what the account and its key are called, "operator grant" by default
  -h, --help     this text

Exit codes: 0 done, 1 failed, 2 wrong command line, 78 DATABASE_URL is missing or wrong.
`;

const LABEL_LENGTH = 64;

class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Refused for a reason of the ledger, said in one sentence. */
export class GrantError extends Error {
  override readonly name = "GrantError";
}

/** Puts money on a new account; `from` is the sponsor that was named. @throws GrantError */
export type Fund = (
  database: Database,
  accountId: string,
  amountNanoton: Nanoton,
  from: string | undefined,
) => Promise<void>;

/** EX_USAGE and EX_CONFIG of sysexits.h are 64 and 78; a shell's own tools say 2 for wrong usage. */
const USAGE_EXIT = 2;
const CONFIG_EXIT = 78;

/** The operator's command, from the process' arguments to its exit code. */
export async function runOperator(fund: Fund): Promise<void> {
  try {
    await main(fund);
  } catch (error) {
    process.stderr.write(`cocoon-operator: ${sentenceOf(error)}\n`);
    process.exit(error instanceof UsageError ? USAGE_EXIT : error instanceof ConfigError ? CONFIG_EXIT : 1);
  }
}

/** A driver's error can carry the URL with its password. */
function sentenceOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof GrantError)
    return error.message;
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return `the database can't be used${code}; check DATABASE_URL`;
}

async function main(fund: Fund): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return void process.stdout.write(USAGE);
  if (positionals.join(" ") !== "grant") throw new UsageError(`there is one command, grant\n\n${USAGE}`);
  const amountNanoton = readTon(values.ton);
  const label = readLabel(values.label);
  const { DATABASE_URL } = readOperatorConfig();
  const database = connect({ url: DATABASE_URL, max: 1 });
  const put = (accountId: string) => fund(database, accountId, amountNanoton, values.from);
  try {
    process.stdout.write(`${JSON.stringify(await open(database, label, put))}\n`);
  } finally {
    await database.close();
  }
}

async function open(database: Database, label: string, put: (accountId: string) => Promise<void>) {
  await migrate(database);
  const { accountId } = await createAccount(database, { label });
  await put(accountId);
  const { apiKey } = await createApiKey(database, { accountId, label });
  return { accountId, apiKey: apiKey.reveal() };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ton: { type: "string" },
        from: { type: "string" },
        label: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : "bad arguments"}\n\n${USAGE}`);
  }
}

function readLabel(text = "operator grant"): string {
  if (text.length > LABEL_LENGTH) throw new UsageError(`--label takes at most ${LABEL_LENGTH} characters`);
  return text;
}

function readTon(text: string | undefined) {
  try {
    return parseTon(text ?? "");
  } catch {
    throw new UsageError("--ton takes an amount such as 5 or 0.25");
  }
}
