import { type NodeEntry, type Offer, parseOffers } from "@cocoon/protocol/roster";
import { type Random, shuffled } from "../ports.ts";
import type { NodeList } from "./roster-source.ts";

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

/** The entry of each claimed chip: a roster names none twice, and an entry whose evidence shows another is rejected. */
export const byClaimedChip = (entries: readonly NodeEntry[]): Map<string, NodeEntry> =>
  new Map(entries.map((entry) => [entry.chipId, entry]));

/** The claimed chips in the order of a draw. */
export const drawOrder = (groups: ReadonlyMap<string, unknown>, random: Random): string[] =>
  shuffled([...groups.keys()].sort(), random);
