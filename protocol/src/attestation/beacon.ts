import * as v from "valibot";
import { count, hexText } from "../api/index.ts";
import { fromHex, label, sha256, u8, u32 } from "../bytes/index.ts";

/** Who published the beacon. The position in this list is its number on the wire (SPEC 2.7). */
export const BEACON_SOURCES = ["ton", "simulated"] as const;
export type BeaconSource = (typeof BEACON_SOURCES)[number];

/** A public value nobody could know before its time: evidence that commits to it is not older. */
export const beaconSchema = v.strictObject({
  source: v.picklist(BEACON_SOURCES),
  /** The number of a masterchain block. */
  seqno: count(0xffff_ffff),
  /** That block's root hash. */
  rootHash: hexText(32),
});
export type Beacon = Readonly<v.InferOutput<typeof beaconSchema>>;

/** Where a worker takes its beacon from. @throws when the source is out of reach */
export interface BeaconFeed {
  latest(): Promise<Beacon>;
}

/** The freshness that a mode-0 report commits to (SPEC 2.7). */
export const beaconHash = ({ source, seqno, rootHash }: Beacon): Uint8Array<ArrayBuffer> =>
  sha256(label("cocoon/v1 beacon"), u8(BEACON_SOURCES.indexOf(source)), u32(seqno), fromHex(rootHash));
