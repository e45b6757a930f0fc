import { CocoonError, LIMITS, parseStrictJson } from "@cocoon/protocol/api";
import { concatBytes } from "@cocoon/protocol/bytes";
import type { Context } from "hono";
import type { GenericSchema, InferOutput } from "valibot";

/** Reads a body of at most `limitBytes`, and no byte more of a larger one. @throws CocoonError body_too_large */
export async function readBody(context: Context, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(context.req.header("content-length") ?? 0) > limitBytes) throw new CocoonError("body_too_large");
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of context.req.raw.body ?? []) {
    length += part.length;
    if (length > limitBytes) throw new CocoonError("body_too_large");
    parts.push(part);
  }
  return concatBytes(...parts);
}

const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;

/** @throws CocoonError unsupported_media_type, body_too_large @throws MalformedError */
export async function readJson<S extends GenericSchema>(
  context: Context,
  schema: S,
): Promise<InferOutput<S>> {
  if (!JSON_TYPE.test(context.req.header("content-type") ?? ""))
    throw new CocoonError("unsupported_media_type");
  return parseStrictJson(schema, await readBody(context, LIMITS.jsonBodyBytes), "body", LIMITS.jsonBodyBytes);
}
