import * as v from "valibot";
import { ROSTER_HEADER_LIMIT_BYTES } from "../api/roster-limits.ts";
import { count, hexText, millis } from "../api/strict-json.ts";
import {
  type Ed25519Verifier,
  ed25519PublicKey,
  fromHex,
  label,
  MalformedError,
  type Secret,
  sha256,
  toHex,
  verifyEd25519,
} from "../bytes/index.ts";
import { encodeSigned, isSignedBy, jsonOfSigned, readStatement, type SignedKind } from "../signed/signed.ts";
import { NODES_AT_MOST } from "./node-index.ts";
import { demand, RosterError } from "./roster-error.ts";

/** What the first epoch names as the one before it. */
export const NO_ROSTER = "00".repeat(32);

const headerSchema = v.pipe(
  v.strictObject({
    v: v.literal(1),
    /** Ed25519, 32 bytes: who signs this chain. */
    key: hexText(32),
    epoch: v.pipe(count(Number.MAX_SAFE_INTEGER), v.minValue(1)),
    timeMs: millis,
    /** How many nodes the tree has: without it a path would not tell its own length. */
    count: count(NODES_AT_MOST),
    /** Of the Merkle tree over the node entries (SPEC 7.7). */
    root: hexText(32),
    /** The hash of the header before. */
    previous: hexText(32),
  }),
  v.check(({ epoch, previous }) => (epoch === 1) === (previous === NO_ROSTER)),
);

/** What a proxy's roster key states of one epoch (SPEC 7.6). */
export type RosterHeader = Omit<v.InferOutput<typeof headerSchema>, "v">;

/** A header as it was carried. `hash`, in hex, is its name: what envelopes say as roster_root. */
export interface SignedRoster {
  readonly signed: Uint8Array;
  readonly header: RosterHeader;
  readonly hash: string;
}

const HEADER: SignedKind<RosterHeader> = {
  what: "roster header",
  label: "cocoon/v1 roster",
  limitBytes: ROSTER_HEADER_LIMIT_BYTES,
  schema: v.pipe(
    headerSchema,
    v.transform(({ v: _version, ...header }) => header),
  ),
  fields: ({ key, epoch, timeMs, count: nodes, root, previous }) => ({
    v: 1,
    key,
    epoch,
    timeMs,
    count: nodes,
    root,
    previous,
  }),
};

/** Signs one epoch. @param signKey Ed25519, 32 bytes @throws MalformedError for values that no reader would take */
export function signRoster(header: Omit<RosterHeader, "key">, signKey: Secret<Uint8Array>): SignedRoster {
  const key = toHex(ed25519PublicKey(signKey.reveal()));
  return readRoster(encodeSigned(HEADER, { ...header, key }, signKey));
}

/** A header whose signature stands for itself. @throws RosterError roster_malformed, roster_signature */
export function openRoster(signed: Uint8Array, verify: Ed25519Verifier = verifyEd25519): SignedRoster {
  const roster = readRoster(signed);
  demand(isSignedBy(HEADER, signed, fromHex(roster.header.key), verify), "roster_signature");
  return roster;
}

/**
 * What a header says, whoever signed it. A chain of hashes that a signed header ends authenticates those before it.
 * @throws RosterError roster_malformed
 */
export function readRoster(signed: Uint8Array): SignedRoster {
  try {
    const json = jsonOfSigned(HEADER, signed);
    const header = readStatement(HEADER, json);
    return { signed, header, hash: toHex(sha256(label("cocoon/v1 roster hash"), json)) };
  } catch (error) {
    if (error instanceof MalformedError) throw new RosterError("roster_malformed");
    throw error;
  }
}
