import { ClientError, clientError, CocoonClient, Http, JsonApi, SessionApi } from "@cocoon/client";
import { parseStrictJson } from "@cocoon/protocol/api";
import { utf8 } from "@cocoon/protocol/bytes";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import * as v from "valibot";
import type {
  AskView,
  Engine,
  EngineMoney,
  MachineView,
  ModelCard,
  Problem,
  Question,
  Running,
  TonProofAnswer,
} from "../port.ts";
import { JobLocks } from "./job-locks.ts";
import { MachineBook } from "./machine-book.ts";
import { DevicePayer } from "./payer/device-payer.ts";
import { openMemory } from "./memory.ts";
import { cardOf } from "./models.ts";
import { moneyOf } from "./money.ts";
import { problemOf } from "./problems.ts";
import { tell } from "./question.ts";
import { type SessionKind, Sessions } from "./sessions.ts";

export interface LocalOptions {
  /** Of the proxy, which serves the app too. */
  readonly origin: string;
  /** The build's own choice; asked until it has come once. */
  readonly policy: () => Promise<AppraisalPolicy>;
}

interface Parts {
  readonly client: CocoonClient;
  readonly payer: DevicePayer;
  readonly sessions: Sessions;
  readonly session: SessionApi;
  readonly http: (kind: SessionKind) => Http;
}

/** Machines of a large network that one look shows. */
const MOST_MACHINES = 16;
const ANSWER_BYTES = 4 * 1024 * 1024;
const REQUEST_MS = 15_000;

/** The engine where it runs: in the worker. */
export class LocalEngine implements Engine {
  readonly #options: LocalOptions;
  readonly #book = new MachineBook();
  readonly #jobs = new JobLocks();
  #opened: Promise<Parts> | null = null;
  readonly money: EngineMoney = moneyOf((work) => this.#asPerson(work));

  constructor(options: LocalOptions) {
    this.#options = options;
  }

  async signInByTelegram(initData: string): Promise<void> {
    await (await this.#parts()).sessions.byTelegram(initData);
  }

  async challenge(purpose: "sign-in" | "owner" | "link"): Promise<string> {
    const ask = async ({ session }: Parts) => (await session.challenge(purpose)).payload;
    return purpose === "link" ? this.#asPerson(ask) : ask(await this.#parts());
  }

  async signInByWallet(answer: TonProofAnswer): Promise<void> {
    await (await this.#parts()).sessions.byWallet("person", answer);
  }

  async signInAsOwner(answer: TonProofAnswer): Promise<void> {
    await (await this.#parts()).sessions.byWallet("owner", answer);
  }

  linkWallet(answer: TonProofAnswer): Promise<void> {
    return this.#asPerson(async ({ session }) => {
      await session.link(answer as Parameters<SessionApi["link"]>[0]);
    });
  }

  async signOut(): Promise<void> {
    const { sessions, http } = await this.#parts();
    for (const kind of ["person", "owner"] as const) {
      if (sessions.token(kind) === null) continue;
      // Without a connection it is forgotten here all the same; at the proxy it ends within a day.
      await request(http(kind), "DELETE", "/v1/session").catch(() => null);
      await sessions.drop(kind);
    }
  }

  async signedIn(as: SessionKind = "person"): Promise<boolean> {
    const { sessions } = await this.#parts();
    await sessions.settled();
    return sessions.token(as) !== null;
  }

  async models(): Promise<readonly ModelCard[]> {
    const { client } = await this.#parts();
    return (await client.models()).map(cardOf);
  }

  async machines(model: string, live: boolean): Promise<readonly MachineView[]> {
    const { client } = await this.#parts();
    const { verified, rejected } = await client.nodes({ model, live, limit: MOST_MACHINES });
    return Promise.all([
      ...verified.map(({ node, operator }) => this.#book.accepted(node, operator)),
      ...rejected.map((rejection) => this.#book.refused(rejection)),
    ]);
  }

  ask(question: Question, on: (event: AskView) => void): Running {
    const stop = new AbortController();
    void this.#ask(question, on, stop.signal);
    return { stop: () => stop.abort() };
  }

  wake(): void {
    // Where nothing is open yet, nothing waits.
    void this.#opened?.then(({ client }) => client.wake()).catch(() => undefined);
  }

  async verificationDocument(keyId: string): Promise<Uint8Array<ArrayBuffer>> {
    const { client, http } = await this.#parts();
    // Of a machine that was checked in an earlier run, and is listed still.
    if (!this.#book.lasting(keyId)) await client.nodes({ keyId });
    const judgement = this.#book.lasting(keyId);
    if (!judgement) throw clientError("no_such_node");
    const { documentOf } = await import("./views/document.ts");
    return documentOf(judgement, this.#options.origin, http("person"));
  }

  cancelLost(): Promise<readonly string[]> {
    return this.#asPerson(async ({ client }) => {
      const held = await this.#jobs.held();
      const lost = (await client.pending()).filter(({ jobId }) => !held.has(jobId));
      for (const { jobId } of lost) await client.cancel(jobId);
      return lost.map(({ jobId }) => jobId);
    });
  }

  async request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<unknown> {
    const { sessions } = await this.#parts();
    const isOwners = /^\/v1\/owner(?:\/|\?|$)/.test(path);
    // Without one of its own, the wallet that is paid is taken for the account's (SPEC 8.10).
    const kind = isOwners && sessions.token("owner") !== null ? "owner" : "person";
    return this.#as(kind, ({ http }) => request(http(kind), method, path, body));
  }

  async #ask(question: Question, on: (event: AskView) => void, signal: AbortSignal): Promise<void> {
    const posted = new Set<string>();
    const watched = (event: AskView) => {
      if (event.type === "sealed") {
        this.#jobs.hold(event.jobId);
        posted.add(event.jobId);
      }
      on(event);
    };
    try {
      const problem = await this.#told(question, watched, signal);
      if (problem) on({ type: "failed", problem });
    } catch (error) {
      on({ type: "failed", problem: problemOf(error) });
    } finally {
      for (const jobId of posted) this.#jobs.release(jobId);
    }
  }

  /** Once more with a new session, where the proxy took in nothing for the old one's sake. @returns why it failed */
  async #told(
    question: Question,
    on: (event: AskView) => void,
    signal: AbortSignal,
  ): Promise<Problem | null> {
    const { client, sessions } = await this.#parts();
    await sessions.settled();
    // A sign-in that failed, as without a connection, is tried again by whoever needs it.
    if (sessions.token("person") === null) await sessions.renew("person", null);
    const token = sessions.token("person");
    const ask = () => tell(question, { client, book: this.#book, signal, on });
    const problem = await ask();
    if (problem?.code !== "unauthorized" || problem.partialText !== null) return problem;
    return (await sessions.renew("person", token)) ? ask() : problem;
  }

  #asPerson<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    return this.#as("person", work);
  }

  /** Once more with a new session, where the old one is refused and another can be had. */
  async #as<T>(kind: SessionKind, work: (parts: Parts) => Promise<T>): Promise<T> {
    const parts = await this.#parts();
    await parts.sessions.settled();
    const token = parts.sessions.token(kind);
    try {
      return await work(parts);
    } catch (error) {
      const refused = error instanceof ClientError && error.code === "unauthorized";
      if (!refused || !(await parts.sessions.renew(kind, token))) throw error;
      return work(parts);
    }
  }

  #parts(): Promise<Parts> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  async #open(): Promise<Parts> {
    const { origin: proxyUrl } = this.#options;
    const [policy, { store, values }] = await Promise.all([this.#options.policy(), openMemory()]);
    const send: typeof fetch = (input, init) => fetch(input, init);
    let sessions: Sessions | null = null;
    const http = (kind: SessionKind) =>
      new Http({ proxyUrl, apiKey: () => sessions?.token(kind) ?? null, fetch: send });
    const session = new SessionApi(new JsonApi(http("person")));
    sessions = await Sessions.open(session, values);
    const opened = sessions;
    const account = () => opened.account;
    const payer = new DevicePayer({ values, account, status: () => client.account() });
    const client: CocoonClient = new CocoonClient({
      proxyUrl,
      apiKey: () => opened.token("person"),
      account,
      payer,
      policy,
      store,
      onJudged: (judgement) => this.#book.take(judgement),
    });
    return { client, payer, sessions, session, http };
  }
}

async function request(
  http: Http,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const content =
    body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: utf8(JSON.stringify(body)) };
  const bytes = await http.bytes({ method, path, timeoutMs: REQUEST_MS, ...content }, ANSWER_BYTES);
  return bytes.length === 0 ? null : parseStrictJson(v.unknown(), bytes, "answer", ANSWER_BYTES);
}
