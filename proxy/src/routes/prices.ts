import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET /v1/prices`: what the operator set; what workers ask is in `/v1/models`. */
export function priceRoutes({ prices }: Pick<Services, "prices">): Hono {
  const routes = new Hono();
  routes.get("/", (context) => {
    queryOf(context, null);
    return context.json(prices.list);
  });
  routes.all("/", methodNotAllowed);
  return routes;
}
