import { MalformedError } from "@cocoon/protocol/bytes";
import { type NodeEntry, type Offer, parseNodeIndex, parseOffers, rosterRoot } from "@cocoon/protocol/roster";
import { clientError } from "../errors.ts";
import { type Random, shuffled } from "../ports.ts";

/** The index as the proxy tells it. Every field is a hint about what to verify, none is believed. */
export interface NodeList {
  readonly root: Uint8Array<ArrayBuffer>;
  readonly entries: readonly NodeEntry[];
}

/** @throws ClientError `answer_malformed` */
export function readNodeList(bytes: Uint8Array): NodeList {
  try {
    return { root: rosterRoot(bytes), entries: parseNodeIndex(bytes).nodes };
  } catch (error) {
    if (error instanceof MalformedError) throw clientError("answer_malformed", error.message);
    throw error;
  }
}

/** Whether `offer` is of the model that a person named by its id or by a manifest's hash. */
export const isModel = (offer: Offer, model: string): boolean =>
  offer.model === model || offer.manifest === model;

/** The entries that claim to serve `model`. */
export const entriesFor = (list: NodeList, model: string): NodeEntry[] =>
  list.entries.filter((entry) => claimedOffers(entry).some((offer) => isModel(offer, model)));

function claimedOffers(entry: NodeEntry): readonly Offer[] {
  try {
    return parseOffers(entry.offers);
  } catch {
    return []; // named by nodes(); an entry without readable offers serves no model
  }
}

/**
 * The entries of each chip, newest key first. Grouping by the claimed chip keeps a proxy from raising one machine's
 * chance in a draw by listing it many times: an entry whose evidence shows another chip is rejected.
 */
export function byClaimedChip(entries: readonly NodeEntry[]): Map<string, NodeEntry[]> {
  const groups = new Map<string, NodeEntry[]>();
  for (const entry of entries.toSorted((a, b) => b.expiresMs - a.expiresMs)) {
    if (entry.chipId === null) continue;
    const group = groups.get(entry.chipId);
    if (group) group.push(entry);
    else groups.set(entry.chipId, [entry]);
  }
  return groups;
}

/** The claimed chips in the order of a draw. */
export const drawOrder = (groups: ReadonlyMap<string, unknown>, random: Random): string[] =>
  shuffled([...groups.keys()].toSorted(), random);
