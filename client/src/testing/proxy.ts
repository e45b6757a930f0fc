import {
  type AccountStatus,
  CocoonError,
  encodeStreamRecord,
  type JobState,
  type JobStatus,
  LIMITS,
  type ModelListing,
  problemJson,
  type ProblemCode,
  type StreamRecord,
} from "@cocoon/protocol/api";
import { concatBytes, fromHex, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import { type EnvelopeHeader, parseEnvelopeHeader } from "@cocoon/protocol/envelope-header";
import { formatQuote, minimumCeilingNanoton } from "@cocoon/protocol/money";
import { type NodeEntry, parseOffers } from "@cocoon/protocol/roster";
import { TestRosters } from "./rosters.ts";
import type { TestAnswer, TestAnswerOptions, TestWorker } from "./worker.ts";

const ACCOUNT: AccountStatus = {
  accountId: "test",
  availableNanoton: "5000000",
  heldNanoton: "0",
  grantedNanoton: "0",
  grantedHeldNanoton: "0",
  uncollectedNanoton: "0",
  wallet: null,
  telegram: false,
  escrow: null,
  credential: { kind: "api_key", scopes: ["jobs", "read"], budgetNanoton: null },
};

/** The address that a call of fetch names. */
export const urlOf = (input: RequestInfo | URL): string =>
  input instanceof Request ? input.url : input.toString();

/** One post as the proxy saw it. */
export interface Post {
  readonly envelope: Uint8Array;
  readonly header: EnvelopeHeader;
  readonly workers: readonly TestWorker[];
  /** 1 for the first post of any job. */
  readonly number: number;
}

/** What becomes of a post: the records that its stream will give, or a refusal. */
export type Outcome = readonly StreamRecord[] | CocoonError | "drop the connection";

/** A proxy under a test's control, reached through its `fetch`: it can lie, lose and cut wherever a real one could. */
export class TestProxy {
  readonly workers: readonly TestWorker[];
  readonly posts: Post[] = [];
  readonly requests: string[] = [];
  /** Which nodes it lists; entries may be altered. */
  list: (entries: readonly NodeEntry[]) => readonly NodeEntry[] = (entries) => entries;
  /** Decides a post; by default the first candidate answers honestly. */
  onPost: (post: Post) => Promise<Outcome> = async (post) => answered(post, await firstAnswer(post));
  /** The reference values that it carries; null for none. */
  referenceValues: Uint8Array<ArrayBuffer> | null = null;
  /** Breaks a stream after so many records, once for each number given. */
  cuts: number[] = [];
  /** Its signed epochs; a fork of them shows this client other lists than another. */
  rosters: TestRosters;
  nowMs: number;
  #streams = new Map<string, readonly StreamRecord[]>();

  /** @param before the same proxy at an earlier time, whose epochs go on */
  constructor(workers: readonly TestWorker[], nowMs = Date.now(), before: TestProxy | null = null) {
    this.workers = workers;
    this.nowMs = nowMs;
    this.rosters = before?.rosters ?? new TestRosters();
  }

  /** What it lists now. */
  get entries(): readonly NodeEntry[] {
    return this.list(this.workers.map(({ entry }) => entry));
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(urlOf(input));
    const method = init?.method ?? "GET";
    this.requests.push(`${method} ${url.pathname}`);
    init?.signal?.throwIfAborted();
    try {
      return await this.#route(method, url, init?.body as Uint8Array<ArrayBuffer> | null);
    } catch (error) {
      if (!(error instanceof CocoonError)) throw error;
      return Response.json(problemJson(error), { status: error.status });
    }
  };

  async #route(method: string, url: URL, body: Uint8Array<ArrayBuffer> | null): Promise<Response> {
    const [, , kind, id = "", part] = url.pathname.split("/");
    if (kind === "nodes" && part === "evidence") return this.#evidence(id, url.searchParams.get("nonce"));
    if (kind === "nodes" && part === "proof")
      return new Response(this.rosters.proof(this.entries, id, this.nowMs));
    if (kind === "roster") return new Response(this.#roster(url.searchParams.get("epoch")));
    if (kind === "reference-values" && this.referenceValues) return new Response(this.referenceValues);
    if (kind === "models") return Response.json({ models: this.#models() });
    if (kind === "account") return Response.json(ACCOUNT);
    if (kind === "jobs" && method === "POST" && body) return this.#post(body);
    if (kind === "jobs" && part === "frames") return this.#frames(id, Number(url.searchParams.get("from")));
    if (kind === "jobs" && method === "DELETE") return Response.json(status(id, "cancelled", "cancelled"));
    if (kind === "jobs") return Response.json(this.#end(id));
    throw new CocoonError("not_found");
  }

  #roster(epoch: string | null): Uint8Array<ArrayBuffer> {
    return epoch === null ? this.rosters.current(this.entries, this.nowMs) : this.rosters.page(Number(epoch));
  }

  #models(): ModelListing[] {
    const offers = this.workers.flatMap(({ entry }) => parseOffers(entry.offers));
    return [...new Map(offers.map((offer) => [offer.manifest, offer])).values()].map(
      ({ model, manifest, price }) => ({
        id: model,
        manifest,
        name: model,
        description: { en: "for tests", ru: "для тестов" },
        parameters: 1,
        quantisation: "Q8_0",
        contextTokens: 1024,
        lowestQuote: formatQuote(price),
        highestQuote: formatQuote(price),
        minimumCeilingNanoton: minimumCeilingNanoton(price, LIMITS.smallestBodyBytes).toString(),
        workers: this.workers.length,
      }),
    );
  }

  async #evidence(keyId: string, nonce: string | null): Promise<Response> {
    const worker = this.workers.find(({ entry }) => entry.keyId === keyId);
    if (!worker) throw new CocoonError("no_such_node");
    return new Response(await worker.evidence(nonce === null ? null : fromHex(nonce)));
  }

  async #post(envelope: Uint8Array<ArrayBuffer>): Promise<Response> {
    const header = parseEnvelopeHeader(envelope);
    const named = header.keyIds.map(toHex);
    const workers = named.flatMap((keyId) => this.workers.filter(({ entry }) => entry.keyId === keyId));
    const post = { envelope, header, workers, number: this.posts.length + 1 };
    this.posts.push(post);
    const outcome = await this.onPost(post);
    if (outcome instanceof CocoonError) throw outcome;
    if (outcome === "drop the connection") throw new TypeError("fetch failed");
    this.#streams.set(toHex(header.requestId), outcome);
    return Response.json(status(toHex(header.requestId), "queued", null), { status: 202 });
  }

  #frames(jobId: string, from: number): Response {
    const all = this.#streams.get(jobId) ?? [];
    const records = all.filter((record) => record.type !== "frame" || record.seq >= from);
    const cut = this.cuts.shift();
    return new Response(concatBytes(...records.slice(0, cut).map(encodeStreamRecord)));
  }

  #end(jobId: string): JobStatus {
    const last = this.#streams.get(jobId)?.at(-1);
    if (last?.type !== "end") throw new CocoonError("job_not_found");
    return last.status;
  }
}

const status = (jobId: string, state: JobState, problem: ProblemCode | null): JobStatus => ({
  jobId,
  state,
  chargedNanoton: null,
  outerReceipt: null,
  problem,
});

/** A stream that ends without an answer. */
export const ended = (post: Post, state: JobState, problem: ProblemCode): StreamRecord[] => [
  { type: "end", status: { ...status(toHex(post.header.requestId), state, problem), chargedNanoton: "0" } },
];

export const firstAnswer = (post: Post, options: TestAnswerOptions = {}): Promise<TestAnswer> =>
  (post.workers[0] as TestWorker).answer(post.envelope, options);

/** A stream with a whole answer, settled by its outer receipt. */
export const answered = (post: Post, answer: TestAnswer): StreamRecord[] => [
  { type: "state", state: { state: "queued", position: 1 } },
  { type: "header", header: answer.header },
  ...answer.frames.map((frame, seq): StreamRecord => ({ type: "frame", seq, frame })),
  {
    type: "end",
    status: {
      ...status(toHex(post.header.requestId), "done", null),
      chargedNanoton: answer.chargedNanoton.toString(),
      outerReceipt: toBase64Url(answer.outerReceipt),
    },
  },
];
