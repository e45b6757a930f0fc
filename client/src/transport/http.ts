import { isProblemCode, parseStrictJson, problemBody } from "@cocoon/protocol/api";
import { concatBytes, MalformedError, type Secret } from "@cocoon/protocol/bytes";
import { ClientError, clientError } from "../errors.ts";

export interface HttpOptions {
  readonly proxyUrl: string;
  readonly apiKey: Secret<string>;
  readonly fetch: typeof fetch;
}

export interface HttpRequest {
  readonly method?: "GET" | "POST" | "DELETE";
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
    const response = await this.#send(request, timeout);
    return await this.#guarded(request, timeout, () => readBounded(response, limitBytes));
  }

  /** The answer as it arrives; ends when the proxy or the connection does. @throws ClientError */
  async *stream(request: HttpRequest, idleMs: number): AsyncGenerator<Uint8Array, void, undefined> {
    const stalled = new AbortController();
    const abort = () => stalled.abort();
    let timer = setTimeout(abort, request.timeoutMs);
    try {
      const response = await this.#send(request, stalled.signal);
      const reader = response.body?.getReader();
      if (!reader) return;
      try {
        for (;;) {
          clearTimeout(timer);
          timer = setTimeout(abort, idleMs);
          const { done, value } = await this.#guarded(request, stalled.signal, () => reader.read());
          if (done) return;
          yield value;
        }
      } finally {
        // A consumer that leaves early must not keep the connection; one already broken has nothing to cancel.
        await reader.cancel().catch(() => undefined);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(request: HttpRequest, timeout: AbortSignal): Promise<Response> {
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    const response = await this.#guarded(request, timeout, () =>
      this.#options.fetch(`${this.#origin}${request.path}`, {
        method: request.method ?? "GET",
        headers: { authorization: `Bearer ${this.#options.apiKey.reveal()}`, ...request.headers },
        body: request.body ?? null,
        signal,
        // A redirect would carry the API key and the envelope to another place.
        redirect: "error",
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
      }),
    );
    if (!response.ok) throw await this.#guarded(request, timeout, () => problemOf(response));
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

function originOf(proxyUrl: string): string {
  const url = URL.canParse(proxyUrl) ? new URL(proxyUrl) : null;
  const plain = url && (url.protocol === "http:" || url.protocol === "https:") && url.username === "";
  if (!plain) throw clientError("invalid_option", "the proxy's address is not an http or https origin");
  return url.origin;
}

/** @throws ClientError `answer_malformed` when the body is over the bound. */
async function readBounded(response: Response, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limitBytes) {
      await reader.cancel().catch(() => undefined);
      throw clientError("answer_malformed", `larger than ${limitBytes} bytes`);
    }
    parts.push(value);
  }
  return concatBytes(...parts);
}

/** A refusal as the error of its code; one without a known code is told apart by its status only. */
async function problemOf(response: Response): Promise<ClientError> {
  try {
    const bytes = await readBounded(response, PROBLEM_BYTES);
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
