import { parseStrictJson } from "@cocoon/protocol/api";
import { MalformedError, utf8 } from "@cocoon/protocol/bytes";
import type { GenericSchema, InferOutput } from "valibot";
import { clientError } from "../errors.ts";
import type { Http } from "./http.ts";

const CONTROL_MS = 10_000;
/** A long statement is read from the database in parts: nothing for longer is a lost connection. */
const STREAM_IDLE_MS = 20_000;
const LIST_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = "application/json";

/** Routes that answer with JSON, each parsed strictly. */
export class JsonApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  get<S extends GenericSchema>(schema: S, path: string, signal?: AbortSignal): Promise<InferOutput<S>> {
    return this.#read(schema, { path }, signal);
  }

  delete<S extends GenericSchema>(schema: S, path: string, signal?: AbortSignal): Promise<InferOutput<S>> {
    return this.#read(schema, { method: "DELETE", path }, signal);
  }

  /** @param body null for a route that takes none */
  post<S extends GenericSchema>(
    schema: S,
    path: string,
    body: object | null,
    signal?: AbortSignal,
  ): Promise<InferOutput<S>> {
    if (body === null) return this.#read(schema, { method: "POST", path }, signal);
    return this.postBytes(schema, path, { type: JSON_TYPE, bytes: utf8(JSON.stringify(body)) }, signal);
  }

  postBytes<S extends GenericSchema>(
    schema: S,
    path: string,
    { type, bytes }: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> },
    signal?: AbortSignal,
  ): Promise<InferOutput<S>> {
    const headers = { "content-type": type };
    return this.#read(schema, { method: "POST", path, headers, body: bytes }, signal);
  }

  put<S extends GenericSchema>(
    schema: S,
    path: string,
    body: object,
    signal?: AbortSignal,
  ): Promise<InferOutput<S>> {
    const headers = { "content-type": JSON_TYPE };
    const bytes = utf8(JSON.stringify(body));
    return this.#read(schema, { method: "PUT", path, headers, body: bytes }, signal);
  }

  stream(
    path: string,
    signal?: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#http.stream({ path, headers, timeoutMs: CONTROL_MS, signal }, STREAM_IDLE_MS);
  }

  async #read<S extends GenericSchema>(
    schema: S,
    request: Omit<Parameters<Http["bytes"]>[0], "timeoutMs" | "signal">,
    signal: AbortSignal | undefined,
  ): Promise<InferOutput<S>> {
    return decode(schema, await this.#http.bytes({ ...request, timeoutMs: CONTROL_MS, signal }, LIST_BYTES));
  }
}

/** @throws ClientError answer_malformed */
export function decode<S extends GenericSchema>(schema: S, bytes: Uint8Array): InferOutput<S> {
  try {
    return parseStrictJson(schema, bytes, "answer", LIST_BYTES);
  } catch (error) {
    if (error instanceof MalformedError) throw clientError("answer_malformed", error.message);
    throw error;
  }
}
