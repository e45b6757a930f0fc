import { fromBase64Url, toBase64Url, withSignatures } from "@cocoon/protocol/bytes";
import { checkRosterTime, openRoster, parseHeaded, RosterError } from "@cocoon/protocol/roster";
import { clientError } from "../errors.ts";
import type { ClientStore } from "../store.ts";
import { rosterMarkKey, type RosterSourceOptions } from "./roster-source.ts";

export interface AcceptKeyOptions extends Pick<RosterSourceOptions, "proxyUrl" | "clock"> {
  readonly api: Pick<RosterSourceOptions["api"], "roster">;
  readonly store: Pick<ClientStore, "loadRosterMark" | "replaceRosterMark">;
}

/**
 * Pins `key`, which the proxy's operator has announced, in place of the one first seen (SPEC 7.8). The proxy must sign with
 * it already. Changes nothing when it is pinned: the epochs seen under it stay seen.
 * @param key Ed25519, 32 bytes in hex
 * @throws ClientError `roster_key_changed` for a proxy that signs with yet another, `roster_refused`, `answer_malformed`,
 * and what a request can fail with
 */
export async function acceptRosterKey(
  { api, proxyUrl, store, clock }: AcceptKeyOptions,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  const place = rosterMarkKey(proxyUrl);
  const pinned = await store.loadRosterMark(place);
  if (pinned && (await opened(fromBase64Url(pinned.signed))).header.key === key) return;
  const roster = await newest(await api.roster(signal), clock());
  if (roster.header.key !== key)
    throw clientError("roster_key_changed", `it signs with ${roster.header.key}, not with the key given`);
  await store.replaceRosterMark(place, { epoch: roster.header.epoch, signed: toBase64Url(roster.signed) });
}

const opened = (signed: Uint8Array) => withSignatures((verify) => openRoster(signed, verify));

async function newest(answer: Uint8Array, nowMs: number) {
  try {
    const roster = await opened(parseHeaded(answer).signed);
    checkRosterTime(roster, nowMs);
    return roster;
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    const { code, clause, message } = error;
    const kind = code === "roster_malformed" ? "answer_malformed" : "roster_refused";
    throw clientError(kind, `${message} ${code}, SPEC ${clause}`);
  }
}
