import { ACCOUNT_METHODS } from "./accounts.ts";
import { BLOCK_METHODS } from "./blocks.ts";
import type { Context, Method } from "./context.ts";
import { DEV_METHODS } from "./dev.ts";
import { Params } from "./params.ts";
import { malformed, Refusal } from "./refusal.ts";
import { SEND_METHODS } from "./send.ts";

const METHODS = new Map<string, Method>(
  Object.entries({ ...BLOCK_METHODS, ...ACCOUNT_METHODS, ...SEND_METHODS, ...DEV_METHODS }),
);

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls a method. What it refuses is an answer, and so is a fault of ours, of which only the kind is told. */
export async function answer(context: Context, method: unknown, params: unknown): Promise<Answer> {
  try {
    return { status: 200, body: { ok: true, result: await call(context, method, params) } };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    return refused(
      new Refusal(500, `The dev chain failed (${error instanceof Error ? error.name : "unknown"}).`),
    );
  }
}

/** The same in JSON-RPC's envelope. */
export async function answerRpc(context: Context, request: unknown): Promise<Answer> {
  const { id, method, params } = isObject(request) ? request : {};
  const { status, body } = await answer(context, method, params ?? {});
  const known = typeof id === "number" || (typeof id === "string" && id.length <= 128);
  return { status, body: { ...body, jsonrpc: "2.0", id: known ? id : null } };
}

export const refused = ({ status, message }: Refusal): Answer => ({
  status,
  body: { ok: false, error: message, code: status },
});

/** Chaos must not keep anybody from ending it. */
export const isOfChaos = (method: unknown): boolean =>
  typeof method === "string" && method.startsWith("dev_");

async function call(context: Context, method: unknown, params: unknown): Promise<unknown> {
  const found = typeof method === "string" ? METHODS.get(method) : undefined;
  if (!found) throw new Refusal(404, "There is no such method; the chain speaks the toncenter API v2.");
  if (!isObject(params)) throw malformed("params is not an object.");
  return found(context, new Params(params));
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
