import { payerSignature } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { readJson } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET` and `POST /v1/account/voucher`: what the payer key is to sign, and its signature (SPEC 6.11). */
export function voucherRoutes({ credentials, vouchers, limits }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "read");
    queryOf(context, null);
    return context.json(await vouchers.show(accountId));
  });

  routes.post("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "jobs");
    queryOf(context, null);
    limits.takePost(accountId);
    return context.json(await vouchers.accept(accountId, await readJson(context, payerSignature)));
  });
  routes.all("/", methodNotAllowed);

  return routes;
}
