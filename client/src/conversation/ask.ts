import { toHex } from "@cocoon/protocol/bytes";
import { formatQuote } from "@cocoon/protocol/money";
import { GUARDS } from "../choice/guards.ts";
import { type SelectDeps, type Selection, selectCandidates } from "../choice/select.ts";
import type { RosterSource } from "../discovery/roster-source.ts";
import { clientError, wantsReseal } from "../errors.ts";
import type { OpenCharge } from "../payment/record.ts";
import type { Payer } from "../payment/port.ts";
import { pause, type Wake } from "../ports.ts";
import type { ProxyApi } from "../transport/proxy-api.ts";
import type { Answer, AskEvent, AskRequest } from "./events.ts";
import { JobRun } from "./job-run.ts";
import { OpenedAnswer } from "./opened-answer.ts";
import { type Plan, planAsk } from "./plan.ts";
import { type SealedJob, sealJob } from "./seal.ts";

export interface AskDeps extends SelectDeps {
  readonly api: ProxyApi;
  readonly rosters: RosterSource;
  readonly guardsKey: (model: string) => string;
  /** Signs for what was spent, where the escrow has a payer key; connected by {@link AskDeps.reconnect}. */
  readonly payer: Payer | null;
  /** Cuts short whatever pauses before it tries again. */
  readonly wake: Wake;
  /** Compares vouchers with the proxy, once. @throws ClientError */
  readonly reconnect: (signal?: AbortSignal) => Promise<void>;
}

/** One seal and at most two more: each shows the prompt to three machines, or four (SPEC 7.5). */
const SEALS = 3;
/** A proxy that returns a job at once is not to be asked again at once: the node list needs a moment to change. */
const RESEAL_PAUSE_MS = 500;
const CANCEL_MS = 5_000;

/** One question from the choice of machines to its checked answer. @throws ClientError */
export async function* ask(deps: AskDeps, request: AskRequest): AsyncGenerator<AskEvent, void, undefined> {
  const plan = planAsk(request, deps.random, deps.clock());
  const posted = new Posted(deps, plan);
  // Also when the caller leaves the loop early: an answer that nobody reads is not to be paid for.
  try {
    await deps.reconnect(request.signal);
    const answer = yield* sealUntilAnswered(deps, plan, posted);
    await posted.ended();
    yield { type: "done", answer };
  } finally {
    await posted.cancelUnlessEnded();
  }
}

async function* sealUntilAnswered(
  deps: AskDeps,
  plan: Plan,
  posted: Posted,
): AsyncGenerator<AskEvent, Answer, undefined> {
  const signal = plan.request.signal ?? new AbortController().signal;
  let keep: ReadonlySet<string> = new Set();
  for (let seal = 1; ; seal++) {
    try {
      const sealed = yield* select(deps, plan, keep, signal);
      keep = new Set(sealed.candidates.map(({ chipId }) => chipId));
      await posted.willSend(sealed);
      yield { type: "sealed", jobId: plan.jobId, seal, ...shown(sealed) };
      return yield* runOnce(deps, plan, sealed, signal);
    } catch (error) {
      if (!wantsReseal(error)) throw error;
      if (seal === SEALS) throw clientError("reseals_exhausted", error.message);
      yield { type: "resealing", code: error.code };
    }
    await pause(RESEAL_PAUSE_MS, signal);
    if (signal.aborted) throw clientError("aborted");
  }
}

async function* runOnce(
  { api, clock, payer, wake }: AskDeps,
  plan: Plan,
  sealed: SealedJob,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, Answer, undefined> {
  const opened = new OpenedAnswer(sealed);
  try {
    return yield* new JobRun({ api, clock, payer, wake, plan, sealed, opened, signal }).run();
  } finally {
    sealed.exchange.erase();
  }
}

async function* select(
  deps: AskDeps,
  plan: Plan,
  keep: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, SealedJob, undefined> {
  const { model, quote, redrawGuards } = plan.request;
  const list = await nodeList(deps, plan, signal);
  await deps.verifier.refresh(signal);
  const selection: Selection = yield* selectCandidates(deps, {
    list,
    model,
    guardsKey: deps.guardsKey(model),
    quote: quote ?? null,
    keep,
    redrawGuards: redrawGuards ?? false,
    signal,
  });
  return sealJob(plan, selection, list.root);
}

/** Of a full set of guards only these are needed: none can be drawn, unless the person allows that. Otherwise the whole list. */
async function nodeList({ rosters, store, guardsKey }: AskDeps, { request }: Plan, signal: AbortSignal) {
  const { model, redrawGuards } = request;
  const guards = (await store.loadGuards(guardsKey(model)))?.guards ?? [];
  const isFull = guards.length === GUARDS && guards.every(({ missingSinceMs }) => missingSinceMs === null);
  const chips = guards.map(({ chipId }) => chipId);
  return isFull && !redrawGuards ? rosters.only(chips, signal) : rosters.current(signal);
}

const shown = ({ candidates, quote, priceCeilingNanoton }: SealedJob) => ({
  candidates: candidates.map(({ node }) => node),
  quote,
  priceCeilingNanoton,
});

/** The trace of a job in the store: written before its bytes leave, removed when its end is known. */
class Posted {
  readonly #deps: AskDeps;
  readonly #plan: Plan;
  #open = false;

  constructor(deps: AskDeps, plan: Plan) {
    this.#deps = deps;
    this.#plan = plan;
  }

  async willSend(sealed: SealedJob): Promise<void> {
    const { priceCeilingNanoton } = sealed;
    const { jobId, request, startedMs } = this.#plan;
    this.#open = true;
    await this.#deps.payer?.opens(chargeOf(this.#plan, sealed));
    await this.#deps.store.putPendingJob({
      jobId,
      model: request.model,
      createdMs: startedMs,
      priceCeilingNanoton: priceCeilingNanoton.toString(),
    });
  }

  async ended(): Promise<void> {
    this.#open = false;
    await this.#deps.store.removePendingJob(this.#plan.jobId);
  }

  /** A job that can't be cancelled now stays pending: it may still run and cost. */
  async cancelUnlessEnded(): Promise<void> {
    if (!this.#open) return;
    const { jobId } = this.#plan;
    const known = await this.#deps.api.cancelJob(jobId, AbortSignal.timeout(CANCEL_MS)).then(
      () => true,
      (error: unknown) => isUnknownJob(error),
    );
    if (known) await this.ended();
  }
}

const chargeOf = ({ jobId, notAfterMs }: Plan, sealed: SealedJob): OpenCharge => ({
  jobId,
  notAfterMs,
  transcript: toHex(sealed.header.transcript),
  manifest: toHex(sealed.header.modelManifest),
  quote: formatQuote(sealed.quote),
  ceilingNanoton: sealed.priceCeilingNanoton,
  signers: Object.fromEntries(sealed.candidates.map(({ node }) => [node.keyIdHex, toHex(node.signPk)])),
});

const isUnknownJob = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "job_not_found";
