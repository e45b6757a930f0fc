import { CocoonError } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { moneyOf } from "./money.ts";
import { queryOf } from "./query.ts";

/** `POST` and `GET /v1/withdrawal`: all that is unspent, to the escrow's owner and nobody else (SPEC 8.10). */
export function withdrawalRoutes(services: Services): Hono {
  const { credentials } = services;
  const routes = new Hono();

  routes.post("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "withdraw");
    queryOf(context, null);
    services.limits.takePost(accountId);
    return context.json(await moneyOf(services).requestWithdrawal(accountId), 202);
  });

  routes.get("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "read");
    queryOf(context, null);
    const status = await moneyOf(services).withdrawal(accountId);
    if (!status) throw new CocoonError("withdrawal_unknown");
    return context.json(status);
  });
  routes.all("/", methodNotAllowed);

  return routes;
}
