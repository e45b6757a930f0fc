import { ByteReader, concatBytes, MalformedError, u8, u32 } from "../bytes/index.ts";
import type { AttesterEvidence } from "./attester.ts";
import { DEVICE_EVIDENCE_LIMIT_BYTES } from "./gpu/device-evidence.ts";
import { KEY_MATERIAL_LIMIT_BYTES } from "./key-material.ts";
import { NONCE_TREE_DEPTH, type NoncePath } from "./nonce-tree.ts";
import { FRESHNESS_MODES } from "./report-data.ts";

const KIB = 1024;

/** The parts in their order, each with its cap (SPEC 3.2). */
const PARTS = [
  ["report", 1184],
  ["vek", 4 * KIB],
  ["ask", 4 * KIB],
  ["ark", 4 * KIB],
  ["crl", 64 * KIB],
  ["keyMaterial", KEY_MATERIAL_LIMIT_BYTES],
  ["deviceEvidence", DEVICE_EVIDENCE_LIMIT_BYTES],
] as const;

export type Freshness =
  | { readonly mode: "beacon"; readonly value: Uint8Array }
  | { readonly mode: "nonce"; readonly value: Uint8Array; readonly path: NoncePath };

/** All that a verifier needs, as exact bytes (SPEC 3.1). It reaches clients through a proxy: hostile until verified. */
export interface EvidenceBundle extends AttesterEvidence {
  readonly keyMaterial: Uint8Array;
  readonly deviceEvidence: Uint8Array;
  readonly freshness: Freshness;
}

/** @throws MalformedError for a part over its cap */
export function encodeEvidenceBundle(bundle: EvidenceBundle): Uint8Array<ArrayBuffer> {
  const parts = PARTS.map(([name, capBytes]) => {
    const part = bundle[name];
    if (part.length > capBytes)
      throw new MalformedError(`evidence: ${name} is larger than ${capBytes} bytes`);
    return concatBytes(u32(part.length), part);
  });
  return concatBytes(...parts, encodeFreshness(bundle.freshness));
}

function encodeFreshness(freshness: Freshness): Uint8Array {
  if (freshness.value.length !== 32) throw new MalformedError("evidence: freshness is not 32 bytes");
  const head = concatBytes(u8(FRESHNESS_MODES.indexOf(freshness.mode)), freshness.value);
  if (freshness.mode === "beacon") return head;
  const steps = freshness.path.map(({ sibling, siblingIs }) =>
    concatBytes(u8(siblingIs === "left" ? 0 : 1), sibling),
  );
  return concatBytes(head, u8(steps.length), ...steps);
}

/** @throws MalformedError */
export function parseEvidenceBundle(bytes: Uint8Array): EvidenceBundle {
  const reader = new ByteReader(bytes, "evidence");
  const read = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, capBytes] of PARTS) read.set(name, readPart(reader, name, capBytes));
  const part = (name: (typeof PARTS)[number][0]): Uint8Array<ArrayBuffer> =>
    read.get(name) as Uint8Array<ArrayBuffer>;
  const freshness = readFreshness(reader);
  reader.end();
  return {
    report: part("report"),
    vek: part("vek"),
    ask: part("ask"),
    ark: part("ark"),
    crl: part("crl"),
    keyMaterial: part("keyMaterial"),
    deviceEvidence: part("deviceEvidence"),
    freshness,
  };
}

function readPart(reader: ByteReader, name: string, capBytes: number): Uint8Array<ArrayBuffer> {
  const length = reader.u32();
  if (length > capBytes) throw new MalformedError(`evidence: ${name} is larger than ${capBytes} bytes`);
  return reader.take(length);
}

function readFreshness(reader: ByteReader): Freshness {
  const mode = FRESHNESS_MODES[reader.u8()];
  if (!mode) throw new MalformedError("evidence: unknown freshness mode");
  const value = reader.take(32);
  return mode === "beacon" ? { mode, value } : { mode, value, path: readPath(reader) };
}

function readPath(reader: ByteReader): NoncePath {
  const steps = reader.u8();
  if (steps > NONCE_TREE_DEPTH) throw new MalformedError("evidence: nonce path is too long");
  return Array.from({ length: steps }, () => {
    const side = reader.u8();
    if (side > 1) throw new MalformedError("evidence: nonce path has an unknown side");
    return { sibling: reader.take(32), siblingIs: side === 0 ? ("left" as const) : ("right" as const) };
  });
}
