import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { Hono } from "hono";
import { carriedBytes } from "../registry/reference-values.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET /v1/reference-values`: a signed manifest with its witness. Carried, not trusted: clients verify both. */
export function referenceRoutes({ references }: Services): Hono {
  const routes = new Hono();
  routes.get("/", (context) => {
    queryOf(context, null);
    const bytes = carriedBytes(references);
    if (!bytes) throw new CocoonError("not_found", "this proxy carries no reference values");
    return new Response(bytes, { headers: { "content-type": MEDIA.referenceValues } });
  });
  routes.all("/", methodNotAllowed);
  return routes;
}
