import { isProblemCode, parseStrictJson, problemBody } from "@cocoon/protocol/api";
import { concatBytes, MalformedError, type Secret } from "@cocoon/protocol/bytes";
import { ClientError, clientError } from "../errors.ts";
import { anySignal } from "../ports.ts";
import { readBody } from "./body.ts";

/** What requests are authorised with; null for none. A function gives the one that is good now: a session comes and goes. */
export type Credential = Secret<string> | null | (() => Secret<string> | null);

export interface HttpOptions {
  readonly proxyUrl: string;
  readonly apiKey: Credential;
  readonly fetch: typeof fetch;
}

export interface HttpRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Until the whole answer is here; for a stream, until its head is. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const PROBLEM_BYTES = 16 * 1024;

/** Requests to one proxy: every one with a deadline and a bound, every failure a ClientError. */
export class Http {
  readonly #options: HttpOptions;
  readonly #origin: string;

  /** @throws ClientError `invalid_option` when the URL is not an http(s) origin. */
  constructor(options: HttpOptions) {
    this.#options = options;
    this.#origin = originOf(options.proxyUrl);
  }

  /** The answer's whole body. @throws ClientError */
  async bytes(request: HttpRequest, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const body = readBody(await this.#send(request, timeout), signalsOf(request, timeout));
    return await this.#guarded(request, timeout, () => readBounded(body, limitBytes));
  }

  /** The answer as it arrives; ends when the proxy or the connection does. @throws ClientError */
  async *stream(request: HttpRequest, idleMs: number): AsyncGenerator<Uint8Array, void, undefined> {
    const stalled = new AbortController();
    const abort = () => stalled.abort();
    let timer = setTimeout(abort, request.timeoutMs);
    try {
      const body = readBody(await this.#send(request, stalled.signal), signalsOf(request, stalled.signal));
      try {
        for (;;) {
          clearTimeout(timer);
          timer = setTimeout(abort, idleMs);
          const { done, value } = await this.#guarded(request, stalled.signal, () => body.next());
          if (done) return;
          yield value;
        }
      } finally {
        await body.return();
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(request: HttpRequest, timeout: AbortSignal): Promise<Response> {
    const signals = signalsOf(request, timeout);
    const response = await this.#guarded(request, timeout, () =>
      this.#options.fetch(`${this.#origin}${request.path}`, {
        method: request.method ?? "GET",
        headers: { ...authorizationOf(this.#options.apiKey), ...request.headers },
        body: request.body ?? null,
        signal: anySignal(signals),
        // A redirect would carry the API key and the envelope to another place.
        redirect: "error",
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
      }),
    );
    if (!response.ok) throw await this.#guarded(request, timeout, () => problemOf(response, signals));
    return response;
  }

  /** Turns what fetch throws into an error with a code and a sentence. */
  async #guarded<T>(request: HttpRequest, timeout: AbortSignal, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof ClientError) throw error;
      if (request.signal?.aborted) throw clientError("aborted");
      throw clientError(
        "network_failed",
        `${this.#origin}${timeout.aborted ? " did not answer in time" : ""}`,
      );
    }
  }
}

function authorizationOf(credential: Credential): Record<string, string> {
  const current = typeof credential === "function" ? credential() : credential;
  return current === null ? {} : { authorization: `Bearer ${current.reveal()}` };
}

/** `URL.canParse` is younger than the oldest WebViews that this runs in. */
function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function originOf(proxyUrl: string): string {
  const url = urlOf(proxyUrl);
  const plain = url && (url.protocol === "http:" || url.protocol === "https:") && url.username === "";
  if (!plain) throw clientError("invalid_option", "the proxy's address is not an http or https origin");
  return url.origin;
}

/** What ends a request: its deadline, or the caller. */
const signalsOf = ({ signal }: HttpRequest, timeout: AbortSignal): AbortSignal[] =>
  signal ? [timeout, signal] : [timeout];

/** @throws ClientError `answer_malformed` when the body is over the bound. */
async function readBounded(
  body: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > limitBytes) throw clientError("answer_malformed", `larger than ${limitBytes} bytes`);
    parts.push(part);
  }
  return concatBytes(...parts);
}

/** A refusal as the error of its code; one without a known code is told apart by its status only. */
async function problemOf(response: Response, signals: readonly AbortSignal[]): Promise<ClientError> {
  try {
    const bytes = await readBounded(readBody(response, signals), PROBLEM_BYTES);
    const body = parseStrictJson(problemBody, bytes, "problem", PROBLEM_BYTES);
    if (isProblemCode(body.code)) return clientError(body.code, detailOf(body.detail));
  } catch (error) {
    if (!(error instanceof MalformedError) && !(error instanceof ClientError)) throw error;
  }
  return clientError(
    response.status >= 500 ? "unavailable" : "answer_malformed",
    `status ${response.status}`,
  );
}

/** What stands in brackets after our own sentence: the proxy's text is not repeated, shown short and without controls. */
function detailOf(detail: string): string | undefined {
  const bracketed = /\((.{1,300})\)$/s.exec(detail)?.[1];
  return bracketed?.replaceAll(/[^\P{C}]/gu, " ");
}
