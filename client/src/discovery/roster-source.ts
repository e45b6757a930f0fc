import {
  equalBytes,
  fromBase64Url,
  fromHex,
  label,
  sha256,
  toBase64Url,
  toHex,
  utf8,
  withSignatures,
} from "@cocoon/protocol/bytes";
import {
  checkInclusion,
  checkRosterChain,
  checkRosterOrder,
  checkRosterTime,
  epochsToFollow,
  type NodeEntry,
  nodesOf,
  openRoster,
  parseHeaded,
  parseInclusionProof,
  parseRosterPage,
  ROSTER_PAGE,
  RosterError,
  type SignedRoster,
} from "@cocoon/protocol/roster";
import { KeyedLock } from "../choice/keyed-lock.ts";
import { ClientError, clientError, type ErrorCode } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { RegistryView } from "../registry/view.ts";
import type { ClientStore } from "../store.ts";
import type { ProxyApi } from "../transport/proxy-api.ts";

/** A node list that the proxy's roster key has signed, checked here. What it says of each node is still only a claim. */
export interface NodeList {
  /** The header's hash: what envelopes name as roster_root. */
  readonly root: Uint8Array<ArrayBuffer>;
  readonly epoch: number;
  readonly entries: readonly NodeEntry[];
}

export interface RosterSourceOptions {
  readonly api: Pick<ProxyApi, "roster" | "rosterHeaders" | "inclusionProof">;
  readonly proxyUrl: string;
  readonly store: Pick<
    ClientStore,
    "loadRosterMark" | "saveRosterMark" | "replaceRosterMark" | "keepRosterConflict"
  >;
  readonly clock: Clock;
  /** The caller's registry, which lists who signs for this proxy; null for none. */
  readonly registry: RegistryView | null;
}

/** A list of so many nodes is fetched whole: it costs less than their proofs. */
const WHOLE_LIST_NODES = 128;

/** Null for a refusal of that code. */
const unless = (code: ErrorCode) => (error: unknown) => {
  if (error instanceof ClientError && error.code === code) return null;
  throw error;
};

const opened = (signed: Uint8Array): Promise<SignedRoster> =>
  withSignatures((verify) => openRoster(signed, verify));

const listOf = ({ header, hash }: SignedRoster, entries: readonly NodeEntry[]): NodeList => ({
  root: fromHex(hash),
  epoch: header.epoch,
  entries,
});

/** Where the store keeps what this client has seen of one proxy's rosters. */
export const rosterMarkKey = (proxyUrl: string): string =>
  toHex(sha256(label("cocoon/v1 client roster"), utf8(new URL(proxyUrl).origin)));

/** The roster of one proxy origin: its key pinned at first use, its epochs followed from the last one seen (SPEC 7.8). */
export class RosterSource {
  readonly #options: RosterSourceOptions;
  readonly #locks = new KeyedLock();
  #held: NodeList | null = null;

  constructor(options: RosterSourceOptions) {
    this.#options = options;
  }

  /** The newest list. @throws ClientError `roster_key_changed`, `roster_refused`, and what a request can fail with */
  current(signal?: AbortSignal): Promise<NodeList> {
    const { api } = this.#options;
    return this.#checked(async (seen) => {
      const { signed, rest } = parseHeaded(await api.roster(signal));
      const roster = await opened(signed);
      const entries = nodesOf(roster, rest);
      await this.#accept(roster, seen, signal);
      this.#held = listOf(roster, entries);
      return this.#held;
    }, signal);
  }

  /**
   * The newest roster's entries of these chips alone. In a large network their proofs are a few hundred bytes each and the
   * whole list is megabytes; it is fetched when it is small, or when a machine has changed its key or left.
   * @throws ClientError as {@link RosterSource.current}
   */
  async only(chips: readonly string[], signal?: AbortSignal): Promise<NodeList> {
    const known = this.#held?.entries ?? [];
    const entries = known.filter(({ chipId }) => chips.includes(chipId));
    if (known.length <= WHOLE_LIST_NODES || entries.length < chips.length) return this.current(signal);
    const proved = await this.#checked((seen) => this.#proved(entries, seen, signal), signal);
    return proved ?? this.current(signal);
  }

  /** All under one header; null when the epoch has changed between two answers, or one is listed no longer. */
  async #proved(
    entries: readonly NodeEntry[],
    seen: SignedRoster | null,
    signal: AbortSignal | undefined,
  ): Promise<NodeList | null> {
    const { api } = this.#options;
    const answers = await Promise.all(
      entries.map(({ keyId }) => api.inclusionProof(keyId, signal).catch(unless("no_such_node"))),
    );
    const proofs = answers.flatMap((answer) => (answer ? [parseHeaded(answer)] : []));
    const [first] = proofs;
    const isOneEpoch = proofs.every(({ signed }) => equalBytes(signed, first?.signed ?? signed));
    if (!first || proofs.length < entries.length || !isOneEpoch) return null;
    const roster = await opened(first.signed);
    for (const [index, { rest }] of proofs.entries())
      checkInclusion(roster, entries[index] as NodeEntry, parseInclusionProof(rest));
    await this.#accept(roster, seen, signal);
    return listOf(roster, entries);
  }

  /** Takes the roster for the newest seen, stored before anything is sealed under it. @throws RosterError */
  async #accept(
    roster: SignedRoster,
    seen: SignedRoster | null,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { proxyUrl, store, clock, registry } = this.#options;
    await registry?.checkRosterKey(roster.header.key);
    const pinned = seen && (await this.#isRetired(seen, roster)) ? null : seen;
    if (pinned) checkRosterOrder(pinned, roster);
    checkRosterTime(roster, clock());
    if (pinned?.hash === roster.hash) return;
    if (pinned) await this.#checkChain(pinned, roster, signal);
    const mark = { epoch: roster.header.epoch, signed: toBase64Url(roster.signed) };
    if (seen && !pinned) await store.replaceRosterMark(rosterMarkKey(proxyUrl), mark);
    else await store.saveRosterMark(rosterMarkKey(proxyUrl), mark);
  }

  /**
   * Whether the registry has put another key in the place of the pinned one. While it lists both, the pinned one holds: else a proxy
   * could show one client either of two chains (SPEC 12.3).
   */
  async #isRetired(seen: SignedRoster, next: SignedRoster): Promise<boolean> {
    const { registry } = this.#options;
    if (!registry || seen.header.key === next.header.key) return false;
    return !(await registry.listsRosterKey(seen.header.key));
  }

  /** Follows the epochs between, in pages as full as they can be: the proxy doesn't choose how many. @throws RosterError */
  async #checkChain(seen: SignedRoster, head: SignedRoster, signal: AbortSignal | undefined): Promise<void> {
    const missed = epochsToFollow(seen, head);
    if (missed === null) return;
    const between: SignedRoster[] = [];
    while (between.length < missed) {
      const from = seen.header.epoch + 1 + between.length;
      const page = await this.#options.api.rosterHeaders(from, signal).catch(unless("not_found"));
      const headers = (page ? parseRosterPage(page) : []).slice(0, missed - between.length);
      if (headers.length < Math.min(ROSTER_PAGE, missed - between.length))
        throw new RosterError("roster_chain_broken");
      between.push(...headers);
    }
    await withSignatures((verify) => checkRosterChain(seen, between, head, verify));
  }

  /**
   * One look at a time, and what was seen is read before the proxy is asked: another look's newer epoch, in this process
   * or another, must not make the answer to this one a rollback.
   */
  #checked<T>(look: (seen: SignedRoster | null) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { proxyUrl, store } = this.#options;
    const checked = async (): Promise<T> => {
      try {
        const mark = await store.loadRosterMark(rosterMarkKey(proxyUrl));
        return await look(mark && (await opened(fromBase64Url(mark.signed))));
      } catch (error) {
        throw error instanceof RosterError ? await this.#refusal(error) : error;
      }
    };
    return this.#locks.run("roster", checked, signal);
  }

  /** What proves a proxy's double dealing is kept before anything else happens. */
  async #refusal({ code, clause, message, conflict }: RosterError): Promise<ClientError> {
    const { proxyUrl, store } = this.#options;
    if (conflict) {
      const [first, second] = [conflict.first, conflict.second].map(({ signed }) => toBase64Url(signed));
      const proof = { first: first as string, second: second as string };
      await store.keepRosterConflict(rosterMarkKey(proxyUrl), proof);
    }
    if (code === "roster_key_changed") return clientError("roster_key_changed");
    // Who answers so is hardly a proxy at all, or one of another version.
    const kind = code === "roster_malformed" ? "answer_malformed" : "roster_refused";
    return clientError(kind, `${message} ${code}, SPEC ${clause}`);
  }
}
