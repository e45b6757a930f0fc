import { label, sha256, toHex, utf8 } from "@cocoon/protocol/bytes";
import { type Quote, withinQuote } from "@cocoon/protocol/money";
import type { NodeEntry, Offer } from "@cocoon/protocol/roster";
import { type Candidate, modelNotListed, type Rejection } from "../discovery/candidate.ts";
import { byClaimedChip, drawOrder, entriesFor, isModel } from "../discovery/node-list.ts";
import type { NodeVerifier } from "../discovery/node-verifier.ts";
import type { NodeList } from "../discovery/roster-source.ts";
import { clientError } from "../errors.ts";
import { type Clock, mapBounded, type Random } from "../ports.ts";
import type { ClientStore, GuardSet } from "../store.ts";
import { candidateCount, chooseCandidates, commonQuote } from "./candidates.ts";
import { addGuards, observeGuards, vacancies } from "./guards.ts";
import type { KeyedLock } from "./keyed-lock.ts";

export interface SelectDeps {
  readonly verifier: NodeVerifier;
  readonly store: ClientStore;
  readonly locks: KeyedLock;
  readonly random: Random;
  readonly clock: Clock;
}

export interface Wanted {
  readonly list: NodeList;
  /** The model as the person named it: a manifest's hash or an id. */
  readonly model: string;
  /** Where the guards of this account and model stand in the store. */
  readonly guardsKey: string;
  readonly quote: Quote | null;
  /** Chips of the seal before; empty at first. */
  readonly keep: ReadonlySet<string>;
  /** The person has agreed to new machines should none of the old ones be online. */
  readonly redrawGuards: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Selection {
  readonly candidates: readonly Candidate[];
  /** The model manifest's hash in hex that all candidates serve. */
  readonly manifest: string;
  readonly quote: Quote;
}

export type SelectEvent =
  | { readonly type: "verifying"; readonly keyIdHex: string }
  | { readonly type: "node-verified"; readonly node: Candidate["node"]; readonly operator: string }
  | ({ readonly type: "node-rejected" } & Rejection);

/** At once; each costs the proxy one bundle of up to half a MiB and this client about 4 ms. */
const WIDTH = 4;
/** Machines that a draw looks at: a list of thousands that don't verify must not cost thousands of bundles. */
const DRAW_LOOKS = 64;

interface Seen {
  readonly entry: NodeEntry;
  readonly candidate: Candidate;
}

/**
 * The store's key of the guards of one account and model. Both names are the caller's own, the account being known by
 * its API key: a name that the proxy tells could be another one at every ask, and with it the machines.
 */
export const guardsKey = (apiKey: string, model: string): string =>
  toHex(sha256(label("cocoon/v1 client guards"), sha256(utf8(apiKey)), utf8(model)));

/**
 * Chooses the machines for one seal: guards only, each verified by evidence and by a live check, at or under the quote.
 * @throws ClientError unknown_model, no_node_accepted, guards_absent, quote_too_low
 */
export async function* selectCandidates(
  deps: SelectDeps,
  wanted: Wanted,
): AsyncGenerator<SelectEvent, Selection, undefined> {
  const round = new Round(deps, wanted);
  const guards = await deps.locks.run(wanted.guardsKey, () => round.liveGuards());
  yield* round.takeEvents();
  if (guards.length === 0) throw round.whyNone();
  const manifest = commonestManifest(guards, wanted.model);
  let pool = guards.flatMap((seen) => offered(seen, manifest));
  const keep = new Set(wanted.keep);
  const count = candidateCount(pool.filter(({ candidate }) => keep.has(candidate.chipId)).length);
  for (;;) {
    const chosen = chooseCandidates(pool, { keep, quote: wanted.quote, count, random: deps.random });
    if (chosen.length === 0) throw noCandidate(pool, wanted.quote, round);
    const unchecked = chosen.filter(({ candidate }) => !candidate.live);
    if (unchecked.length === 0) {
      for (const { candidate } of chosen)
        yield { type: "node-verified", node: candidate.node, operator: candidate.operator };
      const candidates = chosen.map(({ candidate }) => candidate);
      return { candidates, manifest, quote: wanted.quote ?? commonQuote(chosen) };
    }
    for (const { candidate } of unchecked) yield { type: "verifying", keyIdHex: candidate.node.keyIdHex };
    const checked = await round.checkLive(unchecked);
    yield* round.takeEvents();
    pool = [
      ...pool.filter((one) => !unchecked.includes(one)),
      ...checked.flatMap((seen) => offered(seen, manifest)),
    ];
    for (const { candidate } of checked) keep.add(candidate.chipId);
  }
}

/** A live guard with its offer of the one manifest chosen. */
type Pooled = Seen & { readonly offer: Offer };

const offered = (seen: Seen, manifest: string): Pooled[] =>
  seen.candidate.offers.filter((offer) => offer.manifest === manifest).map((offer) => ({ ...seen, offer }));

/** One envelope names one manifest: during an upgrade the one that most live guards serve. */
function commonestManifest(guards: readonly Seen[], model: string): string {
  const votes = new Map<string, number>();
  for (const { candidate } of guards)
    for (const offer of candidate.offers)
      if (isModel(offer, model)) votes.set(offer.manifest, (votes.get(offer.manifest) ?? 0) + 1);
  const [[manifest]] = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)) as [[string, number]];
  return manifest;
}

const noCandidate = (pool: readonly Pooled[], quote: Quote | null, round: Round) =>
  quote && pool.length > 0 && !pool.some(({ offer }) => withinQuote(offer.price, quote))
    ? clientError("quote_too_low")
    : round.whyNone();

/** The verifying part of one selection; keeps what it rejects, to be told. */
class Round {
  readonly #deps: SelectDeps;
  readonly #wanted: Wanted;
  readonly #entries: ReadonlyMap<string, NodeEntry>;
  readonly #rejections: Rejection[] = [];
  #told = 0;

  constructor(deps: SelectDeps, wanted: Wanted) {
    this.#deps = deps;
    this.#wanted = wanted;
    this.#entries = byClaimedChip(entriesFor(wanted.list, wanted.model));
    if (this.#entries.size === 0) throw clientError("unknown_model");
  }

  *takeEvents(): Generator<SelectEvent, void, undefined> {
    for (const rejection of this.#rejections.slice(this.#told)) yield { type: "node-rejected", ...rejection };
    this.#told = this.#rejections.length;
  }

  /** Guards that verify now, the set brought up to date and stored before anything is sealed to it. */
  async liveGuards(): Promise<Seen[]> {
    const { store, clock } = this.#deps;
    const held = await store.loadGuards(this.#wanted.guardsKey);
    const seen = await this.#verifyChips(held?.guards.map(({ chipId }) => chipId) ?? []);
    const fresh = seen.length === 0 && this.#wanted.redrawGuards;
    const set = held && !fresh ? observeGuards(held, chipsOf(seen), clock()) : null;
    const drawn = await this.#draw(set, vacancies(set, clock()));
    const next = drawn.length > 0 ? addGuards(set, [...chipsOf(drawn)], clock()) : set;
    if (next) await store.saveGuards(this.#wanted.guardsKey, next);
    const members = new Set(next?.guards.map(({ chipId }) => chipId));
    return [...seen, ...drawn].filter(({ candidate }) => members.has(candidate.chipId));
  }

  async checkLive(pooled: readonly Seen[]): Promise<Seen[]> {
    const { signal } = this.#wanted;
    const checked = await mapBounded(pooled, WIDTH, async ({ entry }) => {
      const result = await this.#deps.verifier.verifyLive(entry, signal);
      if (result.ok) return [{ entry, candidate: result.candidate }];
      this.#rejections.push(result.rejection);
      return [];
    });
    return checked.flat();
  }

  whyNone(): Error {
    const [first] = this.#rejections;
    if (!first) return clientError("guards_absent");
    return clientError(
      "no_node_accepted",
      `${this.#rejections.length} rejected, the first: ${first.sentence}`,
    );
  }

  /** New machines in random order, until `count` of them verify. */
  async #draw(set: GuardSet | null, count: number): Promise<Seen[]> {
    if (count === 0) return [];
    const held = new Set(set?.guards.map(({ chipId }) => chipId));
    const others = drawOrder(this.#entries, this.#deps.random).filter((chip) => !held.has(chip));
    const deck = others.slice(0, DRAW_LOOKS);
    const drawn: Seen[] = [];
    while (deck.length > 0 && drawn.length < count)
      drawn.push(...(await this.#verifyChips(deck.splice(0, count - drawn.length))));
    return drawn;
  }

  async #verifyChips(chips: readonly string[]): Promise<Seen[]> {
    const entries = chips.flatMap((chip) => this.#entries.get(chip) ?? []);
    const found = await mapBounded(entries, WIDTH, (entry) => this.#verifyEntry(entry));
    return found.flat();
  }

  async #verifyEntry(entry: NodeEntry): Promise<Seen[]> {
    const { model, signal } = this.#wanted;
    const result = await this.#deps.verifier.verify(entry, signal);
    if (!result.ok) this.#rejections.push(result.rejection);
    else if (result.candidate.offers.some((offer) => isModel(offer, model)))
      return [{ entry, candidate: result.candidate }];
    else if (result.candidate.unlistedOffers.some((offer) => isModel(offer, model)))
      this.#rejections.push(modelNotListed(entry));
    return [];
  }
}

const chipsOf = (seen: readonly Seen[]): ReadonlySet<string> =>
  new Set(seen.map(({ candidate }) => candidate.chipId));
