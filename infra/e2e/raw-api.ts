import { HEADERS, type JobStatus, MEDIA, type StreamRecord, StreamRecordDecoder } from "@cocoon/protocol/api";
import type { Secret } from "@cocoon/protocol/bytes";

/** A post as the client's SDK made it. */
export interface CapturedPost {
  readonly envelope: Uint8Array<ArrayBuffer>;
  readonly quote: string;
  readonly ceiling: string;
}

/** The proxy's HTTP API without the SDK's care, for what no honest client would send. */
export class RawApi {
  readonly #origin: string;
  readonly #apiKey: Secret<string>;

  constructor(origin: string, apiKey: Secret<string>) {
    this.#origin = origin;
    this.#apiKey = apiKey;
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#apiKey.reveal()}`, ...(init.headers as object) };
    return fetch(`${this.#origin}${path}`, { signal: AbortSignal.timeout(30_000), ...init, headers });
  }

  post({ envelope, quote, ceiling }: CapturedPost, headers: Record<string, string> = {}): Promise<Response> {
    return this.request("/v1/jobs", {
      method: "POST",
      headers: {
        "content-type": MEDIA.envelope,
        [HEADERS.quote]: quote,
        [HEADERS.priceCeiling]: ceiling,
        ...headers,
      },
      body: envelope,
    });
  }

  async job(jobId: string): Promise<JobStatus> {
    return (await (await this.request(`/v1/jobs/${jobId}`)).json()) as JobStatus;
  }

  /** A job's stream from frame `from` on; ends with its `end`. */
  async *frames(jobId: string, from = 0): AsyncGenerator<StreamRecord, void, undefined> {
    const response = await this.request(`/v1/jobs/${jobId}/frames?from=${from}`);
    if (!response.ok || !response.body) throw new Error(`the stream's status is ${response.status}`);
    const decoder = new StreamRecordDecoder();
    for await (const chunk of response.body) yield* decoder.push(chunk);
  }

  /** Resolves once frame `seq` of the job was relayed. */
  async untilFrame(jobId: string, seq: number): Promise<void> {
    for await (const record of this.frames(jobId)) {
      if (record.type === "frame" && record.seq >= seq) return;
      if (record.type === "end") throw new Error(`the stream ended before frame ${seq}`);
    }
  }
}

/** How a response says what is wrong: an RFC 9457 problem, or nothing of that form. */
export async function problemOf(
  response: Response,
): Promise<{ status: number; code: string; sentence: string }> {
  const isProblem = response.headers.get("content-type") === MEDIA.problem;
  const body = isProblem ? ((await response.json()) as { code?: string; detail?: string }) : {};
  return { status: response.status, code: body.code ?? "", sentence: body.detail ?? "" };
}

/** Lets a test see and change every envelope on its way from the SDK to the proxy. */
export class PostInterceptor {
  readonly posts: CapturedPost[] = [];
  change: (post: CapturedPost) => CapturedPost = (post) => post;

  /** For the SDK's `fetch` option. */
  readonly fetch: typeof fetch = (input, init = {}) => {
    if (init.method !== "POST") return fetch(input, init);
    const headers = new Headers(init.headers);
    const post = this.change({
      envelope: init.body as Uint8Array<ArrayBuffer>,
      quote: headers.get(HEADERS.quote) ?? "",
      ceiling: headers.get(HEADERS.priceCeiling) ?? "",
    });
    this.posts.push(post);
    headers.set(HEADERS.quote, post.quote);
    headers.set(HEADERS.priceCeiling, post.ceiling);
    return fetch(input, { ...init, headers, body: post.envelope });
  };
}

/** A copy with one bit changed; a negative place counts from the end. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] as number) ^ 1;
  return copy;
}
