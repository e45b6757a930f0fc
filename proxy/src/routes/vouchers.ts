import { LIMITS, parseStrictJson, payerSignature } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { readBody } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET` and `POST /v1/account/voucher`: what the payer key is to sign, and its signature (SPEC 6.11). */
export function voucherRoutes({ apiKeys, vouchers }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    queryOf(context, null);
    return context.json(await vouchers.show(accountId));
  });

  routes.post("/", async (context) => {
    const accountId = await apiKeys.accountOf(context);
    queryOf(context, null);
    const body = await readBody(context, LIMITS.jsonBodyBytes);
    const signed = parseStrictJson(payerSignature, body, "signature", LIMITS.jsonBodyBytes);
    return context.json(await vouchers.accept(accountId, signed));
  });
  routes.all("/", methodNotAllowed);

  return routes;
}
