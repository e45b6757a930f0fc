import { statement, statementCsv, type StatementEntry, type StatementQuery } from "@cocoon/db/ledger";
import { CocoonError, LEDGER_KINDS, type LedgerPage, MEDIA, MONEY_LIMITS } from "@cocoon/protocol/api";
import { toBase64Url, utf8 } from "@cocoon/protocol/bytes";
import { type Context, Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queriesOf } from "./query.ts";

const PAGE = 50;
const TIME = { form: /^[0-9]{1,15}$/, what: "Unix milliseconds" };
const FORMS = {
  before: { form: /^[0-9]{1,18}$/, what: "what an earlier page gave as next" },
  limit: { form: /^[1-9][0-9]{0,2}$/, what: `a number of entries up to ${MONEY_LIMITS.ledgerPage}` },
  kind: { form: new RegExp(`^(?:${LEDGER_KINDS.join("|")})$`), what: `one of ${LEDGER_KINDS.join(", ")}` },
  from: TIME,
  to: TIME,
  format: { form: /^(?:json|csv)$/, what: "json or csv" },
};

/** `GET /v1/account/ledger`: the statement by pages, or all of it as CSV (SPEC 8.10). */
export function ledgerRoutes({ credentials, database, limits }: Services): Hono {
  const routes = new Hono();
  routes.get("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "read");
    const { before, limit, kind, from, to, format } = queriesOf(context, FORMS);
    const query: StatementQuery = {
      accountId,
      ...(kind && { kinds: LEDGER_KINDS.filter((one) => one === kind) }),
      ...(from && { fromMs: Number(from) }),
      ...(to && { toMs: Number(to) }),
    };
    if (format === "csv" || (format === null && wantsCsv(context)))
      return csv(statementCsv(database, query), limits.openStream(accountId));
    const { entries, next } = await statement(database, { ...query, before, limit: limitOf(limit) });
    return context.json({ entries: entries.map(entryOf), next } satisfies LedgerPage);
  });
  routes.all("/", methodNotAllowed);
  return routes;
}

const wantsCsv = (context: Context): boolean => context.req.header("accept") === "text/csv";

function limitOf(text: string | null): number {
  const limit = Number(text ?? PAGE);
  if (limit > MONEY_LIMITS.ledgerPage)
    throw new CocoonError("malformed_request", `limit is ${FORMS.limit.what}`);
  return limit;
}

const entryOf = ({ id, kind, amountNanoton, job, createdMs }: StatementEntry) => ({
  id,
  kind,
  amountNanoton: amountNanoton.toString(),
  job: job && {
    jobId: job.jobId,
    source: job.source,
    model: job.modelId,
    state: job.state,
    problem: job.problem,
    outerReceipt: job.outerReceipt && toBase64Url(job.outerReceipt),
  },
  createdMs,
});

/** Read as fast as the client takes it. */
function csv(lines: AsyncGenerator<string>, onEnd: () => void): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await lines.next();
        if (!done) return controller.enqueue(utf8(value));
        controller.close();
      } catch (error) {
        // The body breaks off: half a statement must not look like a whole one.
        controller.error(error);
      }
      onEnd();
    },
    async cancel() {
      onEnd();
      await lines.return(undefined);
    },
  });
  const disposition = 'attachment; filename="cocoon-ledger.csv"';
  return new Response(body, { headers: { "content-type": MEDIA.csv, "content-disposition": disposition } });
}
