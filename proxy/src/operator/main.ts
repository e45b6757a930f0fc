import { randomUUID } from "node:crypto";
import { createAccount, createApiKey } from "@cocoon/db/accounts";
import { connect, type Database, migrate } from "@cocoon/db/connection";
import { grant } from "@cocoon/db/ledger";
import { parseTon } from "@cocoon/protocol/money";
import { parseArgs } from "node:util";

const USAGE = `Usage: cocoon-operator grant --ton AMOUNT --label NAME

Opens an account, puts AMOUNT of TON on it from the operator's own grants, and prints JSON
{"accountId", "apiKey"}. The key is shown this once. Needs DATABASE_URL.
`;

class UsageError extends Error {
  override readonly name = "UsageError";
}

try {
  await main();
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`cocoon-operator: ${usage ? error.message : "the database can't be used; check DATABASE_URL"}\n`);
  process.exit(usage ? 2 : 1);
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return void process.stdout.write(USAGE);
  if (positionals.join(" ") !== "grant") throw new UsageError(`there is one command, grant\n\n${USAGE}`);
  const url = process.env.DATABASE_URL;
  if (!url) throw new UsageError("DATABASE_URL is missing");
  const amountNanoton = readTon(values.ton);
  const database = connect({ url, max: 1 });
  try {
    process.stdout.write(`${JSON.stringify(await open(database, values.label ?? "operator grant", amountNanoton))}\n`);
  } finally {
    await database.close();
  }
}

async function open(database: Database, label: string, amountNanoton: ReturnType<typeof parseTon>) {
  await migrate(database);
  const { accountId } = await createAccount(database, { label });
  await grant(database, { transferId: randomUUID(), accountId, amountNanoton });
  const { apiKey } = await createApiKey(database, { accountId, label });
  return { accountId, apiKey: apiKey.reveal() };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { ton: { type: "string" }, label: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : "bad arguments"}\n\n${USAGE}`);
  }
}

function readTon(text: string | undefined) {
  try {
    return parseTon(text ?? "");
  } catch {
    throw new UsageError("--ton takes an amount such as 5 or 0.25");
  }
}
