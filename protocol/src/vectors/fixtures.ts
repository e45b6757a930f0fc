import { concatBytes, label, Secret, sha256, toHex, u32, utf8 } from "../bytes/index.ts";
import type { OpenInput } from "../envelope/open-request.ts";
import { ReplaySet } from "../envelope/replay-set.ts";
import type { Recipient, SealFields, SealRandomness } from "../envelope/seal.ts";
import { keyPairFromSeed } from "../hpke/keys.ts";
import type { InferenceRequest } from "../inference/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that anyone can make again from the name: SHA-256(label ‖ name ‖ u32 block), cut to length. */
export function fixedBytes(name: string, lengthBytes: number): Bytes {
  const blocks = Array.from({ length: Math.ceil(lengthBytes / 32) }, (_, block) =>
    sha256(label("cocoon/v1 vectors"), utf8(name), u32(block)),
  );
  return concatBytes(...blocks).slice(0, lengthBytes);
}

export interface FixedRecipient extends Recipient {
  readonly name: string;
  readonly seed: Bytes;
}

export async function fixedRecipient(name: string): Promise<FixedRecipient> {
  const seed = fixedBytes(`${name} x-wing seed`, 32);
  const { publicKey } = await keyPairFromSeed(seed);
  return { name, seed, hpkePk: publicKey, keyId: fixedBytes(`${name} key id`, 32) };
}

export const NOW_MS = 1_800_000_000_000;
export const KEY_EXPIRES_MS = NOW_MS + 3_600_000;

export const FIXED_REQUEST: InferenceRequest = {
  v: 1,
  messages: [
    { role: "system", content: "Answer in one word." },
    { role: "user", content: "Какого цвета небо? 🌤" },
  ],
  sampling: { temperature: 0.5, seed: 7 },
  maxTokens: 100,
  cacheSalt: "AAECAwQFBgcICQoLDA0ODw",
  quote: "1000000/250000/4000000",
  priceCeilingNanoton: "4864",
};

export const fixedFields = <R extends Recipient>(recipients: readonly R[]): SealFields<R> => ({
  requestId: fixedBytes("request id", 32),
  modelManifest: fixedBytes("model manifest", 32),
  rosterRoot: fixedBytes("roster root", 32),
  notAfterMs: NOW_MS + 60_000,
  maxTokensBucket: 128,
  recipients,
});

/** New copies each time, for sealing overwrites the content key. */
export const fixedRandomness = (name: string): SealRandomness => ({
  contentKey: fixedBytes(`${name} content key`, 32),
  encapsulation: (slot) => fixedBytes(`${name} encapsulation ${slot}`, 64),
});

/** A worker that accepts everything which is right, with an empty replay set. */
export const fixedOpener = (recipient: FixedRecipient, envelope: Uint8Array): OpenInput => ({
  envelope,
  keyId: recipient.keyId,
  privateKey: new Secret(recipient.seed),
  keyExpiresMs: KEY_EXPIRES_MS,
  nowMs: NOW_MS,
  acceptsRoster: (root) => toHex(root) === toHex(fixedBytes("roster root", 32)),
  replay: new ReplaySet(),
  hasManifest: (hash) => toHex(hash) === toHex(fixedBytes("model manifest", 32)),
});
