import { CocoonError } from "@cocoon/protocol/api";
import type { Context } from "hono";

/**
 * The one query parameter a route takes, or null. A parameter that is not known or given twice is an error, like an unknown
 * field of JSON (SPEC 1.5): a misspelt one must not be taken for its default. @throws CocoonError malformed_request
 */
export function queryOf(context: Context, name: string | null, form: RegExp = /^/, what = ""): string | null {
  const parameters = context.req.queries();
  for (const given of Object.keys(parameters))
    if (given !== name)
      throw new CocoonError("malformed_request", `the query parameter ${given.slice(0, 32)} is not known`);
  const [value, ...others] = (name !== null && parameters[name]) || [];
  if (value === undefined) return null;
  if (others.length > 0 || !form.test(value))
    throw new CocoonError("malformed_request", `${name} is ${what}`);
  return value;
}
