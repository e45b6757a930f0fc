import { CocoonError } from "@cocoon/protocol/api";
import type { Context } from "hono";

/** The form of a query parameter's value, and how a person is told of it. */
export interface QueryForm {
  readonly form: RegExp;
  readonly what: string;
}

/**
 * The query parameters a route takes, null where they are not given. One that is not known or given twice is an error,
 * like an unknown field of JSON (SPEC 1.5): a misspelt one must not be taken for its default.
 * @throws CocoonError malformed_request
 */
export function queriesOf<K extends string>(
  context: Context,
  forms: Readonly<Record<K, QueryForm>>,
): Record<K, string | null> {
  const parameters = context.req.queries();
  for (const given of Object.keys(parameters))
    if (!Object.hasOwn(forms, given))
      throw new CocoonError("malformed_request", `the query parameter ${given.slice(0, 32)} is not known`);
  const names = Object.keys(forms) as K[];
  return Object.fromEntries(
    names.map((name) => [name, valueOf(parameters[name] ?? [], name, forms[name])]),
  ) as Record<K, string | null>;
}

function valueOf(values: readonly string[], name: string, { form, what }: QueryForm): string | null {
  const [value, ...others] = values;
  if (value === undefined) return null;
  if (others.length > 0 || !form.test(value))
    throw new CocoonError("malformed_request", `${name} is ${what}`);
  return value;
}

/** For a route of at most one parameter. @throws CocoonError malformed_request */
export function queryOf(context: Context, name: string | null, form: RegExp = /^/, what = ""): string | null {
  const forms: Readonly<Record<string, QueryForm>> = name === null ? {} : { [name]: { form, what } };
  return queriesOf(context, forms)[name ?? ""] ?? null;
}
