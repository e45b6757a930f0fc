import {
  type AccountStatus,
  type JobStatus,
  type LedgerPage,
  manifestHash,
  type ModelListing,
  type ModelManifest,
  parseModelManifest,
  type WithdrawalStatus,
} from "@cocoon/protocol/api";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { Secret } from "@cocoon/protocol/bytes";
import { MoneyApi } from "../account/money-api.ts";
import { KeyedLock } from "../choice/keyed-lock.ts";
import { guardsKey } from "../choice/select.ts";
import type { Candidate, Rejection } from "../discovery/candidate.ts";
import { acceptRosterKey } from "../discovery/accept-roster-key.ts";
import { entriesFor } from "../discovery/node-list.ts";
import { type Judgement, NodeVerifier } from "../discovery/node-verifier.ts";
import { ReferenceSource } from "../discovery/reference-source.ts";
import { RosterSource } from "../discovery/roster-source.ts";
import { ClientError, clientError } from "../errors.ts";
import { type RegistrySource, RegistryView } from "../registry/view.ts";
import { type Clock, mapBounded, once, type Random, Wake, webRandom } from "../ports.ts";
import type { Payer } from "../payment/port.ts";
import type { ClientStore, PendingJob } from "../store.ts";
import { Http } from "../transport/http.ts";
import { JsonApi } from "../transport/json-api.ts";
import { ProxyApi } from "../transport/proxy-api.ts";
import { type AskDeps, ask } from "./ask.ts";
import type { Answer, AskEvent, AskRequest } from "./events.ts";

export interface CocoonClientOptions {
  /** The proxy's origin, such as http://127.0.0.1:7770. */
  readonly proxyUrl: string;
  /** Or what gives the session that is open now, null while there is none; then {@link account} is to be given too. */
  readonly apiKey: Secret<string> | (() => Secret<string> | null);
  /**
   * The caller's own name of its account, by which its guards are kept: never one that the proxy tells. The API key by
   * default.
   */
  readonly account?: () => string;
  /** The caller's own choice; nothing a proxy says changes it. */
  readonly policy: AppraisalPolicy;
  /** Keeps guards and pending jobs; one that forgets lets a proxy choose the machines anew. */
  readonly store: ClientStore;
  /** The network's registry, read from the caller's own TON server; without one no warning of it can reach this client. */
  readonly registry?: RegistrySource | null;
  /** Signs the escrow's vouchers, where it has a payer key: see `@cocoon/client/payment`. */
  readonly payer?: Payer | null;
  /** Is told of each bundle of evidence that was judged, for who shows what was found. */
  readonly onJudged?: (judgement: Judgement) => void;
  readonly fetch?: typeof fetch;
  readonly random?: Random;
  readonly clock?: Clock;
}

/** Every node of the proxy's list as this client judges it. */
export interface NodeReport {
  readonly verified: readonly Candidate[];
  readonly rejected: readonly Rejection[];
}

/** Which machines a person wants to see. */
export interface NodesWish {
  /** A model's id or a manifest's hash; by default machines of every model. */
  readonly model?: string;
  /** One machine alone, by its key in hex. */
  readonly keyId?: string;
  /** Each is asked with a nonce made for this very look. */
  readonly live?: boolean;
  /** At most so many; by default all that are listed. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const VERIFY_WIDTH = 4;

/**
 * The relying party: it verifies the machines, seals to them, opens and checks what comes back. The proxy it talks to
 * carries bytes and is trusted for nothing but being there. Every method throws a {@link ClientError}.
 */
export class CocoonClient {
  /** The account's balance, deposits, statement and withdrawals. */
  readonly money: MoneyApi;
  readonly #api: ProxyApi;
  readonly #verifier: NodeVerifier;
  readonly #rosters: RosterSource;
  readonly #store: ClientStore;
  readonly #proxyUrl: string;
  readonly #ask: AskDeps;

  constructor(options: CocoonClientOptions) {
    const { policy, store, apiKey, payer = null, random = webRandom, clock = Date.now } = options;
    // Bound, because a browser's fetch refuses to be called as a method of another object.
    const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
    const http = new Http({ proxyUrl: options.proxyUrl, apiKey, fetch: send });
    const api = new ProxyApi(http);
    this.money = new MoneyApi(new JsonApi(http));
    const evidence = (keyId: string, nonce: Uint8Array | null, signal?: AbortSignal) =>
      api.evidence(keyId, nonce, signal);
    const fetchValues = (signal?: AbortSignal) => api.referenceValues(signal);
    const references = new ReferenceSource({ fetch: fetchValues, policy, store, clock });
    const registry = options.registry ? new RegistryView(options.registry, options.proxyUrl, policy) : null;
    const { onJudged } = options;
    const verifier = new NodeVerifier({ evidence, policy, references, registry, random, clock, onJudged });
    const rosters = new RosterSource({ api, proxyUrl: options.proxyUrl, store, clock, registry });
    this.#api = api;
    this.#verifier = verifier;
    this.#rosters = rosters;
    this.#store = store;
    this.#proxyUrl = options.proxyUrl;
    this.#ask = {
      locks: new KeyedLock(),
      api,
      verifier,
      rosters,
      store,
      random,
      clock,
      guardsKey: (model) => guardsKey(accountOf(options), model),
      payer,
      wake: new Wake(),
      reconnect: once((signal) => payer?.reconnect(api, signal) ?? Promise.resolve()),
    };
  }

  /** What the proxy says is served, and at what price; binding are only the offers that verified machines signed. */
  models(signal?: AbortSignal): Promise<readonly ModelListing[]> {
    return this.#api.models(signal);
  }

  /** The manifest of that hash: which weights, template and engine a model is. */
  async manifest(hash: string, signal?: AbortSignal): Promise<ModelManifest> {
    const bytes = await this.#api.manifest(hash, signal);
    if (manifestHash(bytes) !== hash) throw clientError("manifest_mismatch");
    return parseModelManifest(bytes);
  }

  /** Balances, limits and the escrow: {@link MoneyApi.account}. */
  account(signal?: AbortSignal): Promise<AccountStatus> {
    return this.money.account(signal);
  }

  /** The account's statement, newest first; `before` is what an earlier page gave as `next`. */
  ledger(before?: string, signal?: AbortSignal): Promise<LedgerPage> {
    return this.money.statement(before === undefined ? {} : { before }, signal);
  }

  /**
   * Everything unspent goes to the owner's wallet. Signs first for what was spent, where the escrow has a payer key: without
   * that the proxy has to wait out the owner's own close.
   */
  async withdraw(signal?: AbortSignal): Promise<WithdrawalStatus> {
    await this.#ask.payer?.pay(this.#api, signal);
    return this.money.withdraw(signal);
  }

  /** Verifies listed nodes. Costs one bundle for each that is not known yet, and one for each that is asked live. */
  async nodes({ model, keyId, live = false, limit, signal }: NodesWish = {}): Promise<NodeReport> {
    const list = await this.#rosters.current(signal);
    const served = model === undefined ? list.entries : entriesFor(list, model);
    const entries = keyId === undefined ? served : served.filter((entry) => entry.keyId === keyId);
    await this.#verifier.refresh(signal);
    const checked = await mapBounded(entries.slice(0, limit), VERIFY_WIDTH, (entry) =>
      live ? this.#verifier.verifyAnew(entry, signal) : this.#verifier.verify(entry, signal),
    );
    return {
      verified: checked.flatMap((result) => (result.ok ? [result.candidate] : [])),
      rejected: checked.flatMap((result) => (result.ok ? [] : [result.rejection])),
    };
  }

  /**
   * Pins another roster key in place of the one first seen, after `roster_key_changed`: one that the proxy's operator has
   * announced elsewhere, never one that only the proxy tells.
   * @param key Ed25519, 32 bytes in hex @throws ClientError `roster_key_changed` when the proxy does not sign with it
   */
  acceptRosterKey(key: string, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#ask;
    const deps = { api: this.#api, proxyUrl: this.#proxyUrl, store: this.#store, clock };
    return acceptRosterKey(deps, key, signal);
  }

  /**
   * Asks one question; the events tell what happens, the text as it arrives, and `done` last. Leaving the loop early or
   * aborting the request's signal cancels the job at the proxy.
   * @throws ClientError; a StreamInterruptedError carries the text that was delivered
   */
  ask(request: AskRequest): AsyncGenerator<AskEvent, void, undefined> {
    return ask(this.#ask, request);
  }

  /** The device is awake again, or has another connection: whatever waits to try again does so now, and streams are made anew. */
  wake(): void {
    this.#ask.wake.wake();
  }

  /** The whole answer of {@link CocoonClient.ask}. */
  async answer(request: AskRequest, onEvent?: (event: AskEvent) => void): Promise<Answer> {
    for await (const event of this.ask(request)) {
      onEvent?.(event);
      if (event.type === "done") return event.answer;
    }
    throw clientError("stream_incomplete");
  }

  /** Jobs whose end this client has not seen. After a crash their answers can't be opened: cancel them. */
  pending(): Promise<readonly PendingJob[]> {
    return this.#store.pendingJobs();
  }

  /** Cancels a job; what was delivered is charged, the rest released. Null when the proxy does not know the job. */
  async cancel(jobId: string): Promise<JobStatus | null> {
    const status = await this.#api.cancelJob(jobId).catch((error: unknown) => {
      if (error instanceof ClientError && error.code === "job_not_found") return null;
      throw error;
    });
    await this.#store.removePendingJob(jobId);
    return status;
  }
}

function accountOf({ account, apiKey }: CocoonClientOptions): string {
  if (account) return account();
  if (typeof apiKey === "function") throw new RangeError("sessions that come and go need the account's name");
  return apiKey.reveal();
}
