import { balance, entries as entriesOf } from "@cocoon/db/ledger";
import type { AccountStatus, LedgerPage } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

const PAGE = 50;

/** `GET /v1/account` and its statement, newest first. */
export function accountRoutes({ apiKeys, database }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    queryOf(context, null);
    const { availableNanoton, heldNanoton } = await balance(database, accountId);
    const status: AccountStatus = {
      accountId,
      availableNanoton: availableNanoton.toString(),
      heldNanoton: heldNanoton.toString(),
      grantedNanoton: "0",
      grantedHeldNanoton: "0",
      uncollectedNanoton: "0",
      wallet: null,
      telegram: false,
      escrow: null,
      credential: { kind: "api_key", scopes: ["jobs", "read"], budgetNanoton: null },
    };
    return context.json(status);
  });
  routes.all("/", methodNotAllowed);

  routes.get("/ledger", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    const before = queryOf(context, "before", /^[0-9]{1,18}$/, "what an earlier page gave as next");
    const { entries, next } = await entriesOf(database, { accountId, before, limit: PAGE });
    const page: LedgerPage = {
      entries: entries.map(({ id, kind, availableNanoton, heldNanoton, jobId, createdMs }) => ({
        id,
        kind,
        availableNanoton: availableNanoton.toString(),
        heldNanoton: heldNanoton.toString(),
        grantedNanoton: "0",
        jobId,
        createdMs,
      })),
      next,
    };
    return context.json(page);
  });
  routes.all("/ledger", methodNotAllowed);

  return routes;
}
