import { type AccountStatus, CocoonError, type LedgerPage } from "@cocoon/protocol/api";
import { balance, statement } from "@cocoon/db/ledger";
import { Hono } from "hono";
import type { Services } from "../services.ts";

const PAGE = 50;

/** `GET /v1/account` and its statement, newest first. */
export function accountRoutes({ apiKeys, database }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    const { availableNanoton, heldNanoton } = await balance(database, accountId);
    const status: AccountStatus = {
      accountId,
      availableNanoton: availableNanoton.toString(),
      heldNanoton: heldNanoton.toString(),
    };
    return context.json(status);
  });

  routes.get("/ledger", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    const before = context.req.query("before") ?? null;
    if (before !== null && !/^[0-9]{1,18}$/.test(before))
      throw new CocoonError("malformed_request", "before is what an earlier page gave as next");
    const { entries, next } = await statement(database, { accountId, before, limit: PAGE });
    const page: LedgerPage = {
      entries: entries.map(({ id, kind, availableNanoton, heldNanoton, jobId, createdMs }) => ({
        id,
        kind,
        availableNanoton: availableNanoton.toString(),
        heldNanoton: heldNanoton.toString(),
        jobId,
        createdMs,
      })),
      next,
    };
    return context.json(page);
  });

  return routes;
}
