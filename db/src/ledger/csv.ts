import { sha256, toHex } from "@cocoon/protocol/bytes";
import type { Database } from "../connection/database.ts";
import { statement, type StatementEntry, type StatementQuery } from "./statement.ts";

const COLUMNS = "time,kind,amount_nanoton,job_id,model,source,state,receipt_sha256";
const PAGE = 500;

/** No cell needs quoting: each is a number, a hash, an enumeration or a model's id, which has none of CSV's signs. */
const safe = (cell: string): string => (/^[A-Za-z0-9._:/ -]*$/.test(cell) ? cell : "");

function lineOf({ createdMs, kind, amountNanoton, job }: StatementEntry): string {
  const receipt = job?.outerReceipt ? toHex(sha256(job.outerReceipt)) : "";
  const cells = [
    new Date(createdMs).toISOString(),
    kind,
    amountNanoton.toString(),
    job?.jobId ?? "",
    job?.modelId ?? "",
    job?.source ?? "",
    job?.state ?? "",
    receipt,
  ];
  // A leading sign would make a spreadsheet read a formula; only a number may have one.
  return cells.map((cell, index) => (index === 2 ? cell : safe(cell).replace(/^[-+]/, ""))).join(",");
}

/**
 * A person's statement as CSV, newest first, a page of the database at a time; at most `rows` lines, and says in its last
 * line when there is more.
 */
export async function* statementCsv(
  database: Database,
  query: Omit<StatementQuery, "before" | "limit">,
  rows = 100_000,
): AsyncGenerator<string> {
  yield `${COLUMNS}\n`;
  let left = rows;
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof statement>> = await statement(database, {
      ...query,
      before,
      limit: Math.min(PAGE, left),
    });
    if (page.entries.length > 0) yield `${page.entries.map(lineOf).join("\n")}\n`;
    left -= page.entries.length;
    before = page.next;
  } while (before !== null && left > 0);
  if (before !== null) yield "more,,,,,,,\n";
}
