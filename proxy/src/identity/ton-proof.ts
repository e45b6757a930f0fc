import { CocoonError, type TonProof } from "@cocoon/protocol/api";
import { concatBytes, sha256, utf8 } from "@cocoon/protocol/bytes";
import { verifyByOpenSsl } from "../billing/ed25519.ts";
import { stateInitOf, walletKey } from "./wallets.ts";

/** From the wallet's clock to ours: a person may look for a while at what they are asked to sign. */
const OLDEST_PROOF_S = 15 * 60;
const CLOCKS_APART_S = 60;

export interface ProofTerms {
  /** TON Connect's name of the network this proxy is on. */
  readonly network: string;
  /** Hosts whose manifest a wallet may have signed for. */
  readonly domains: ReadonlySet<string>;
  readonly nowMs: number;
  /** What the contract itself says, for a wallet whose code is not known. */
  readonly publicKeyOf: (address: string) => Promise<Uint8Array | null>;
}

/**
 * Whether the holder of the address' key signed this payload for one of our domains, just now (TON Connect's
 * `ton_proof`). Whether the payload is one of ours, and was not answered before, is the caller's to see to.
 * @throws CocoonError
 */
export async function verifyTonProof(given: TonProof, terms: ProofTerms): Promise<void> {
  if (given.network !== terms.network) throw new CocoonError("wrong_network");
  const { domain } = given.proof;
  if (!terms.domains.has(domain.value) || domain.lengthBytes !== utf8(domain.value).length)
    throw new CocoonError("proof_wrong_domain");
  checkTime(Number(given.proof.timestamp), terms.nowMs);
  const key = walletKey(stateInitOf(given)) ?? (await terms.publicKeyOf(given.address));
  const signature = Buffer.from(given.proof.signature, "base64");
  if (!key || !verifyByOpenSsl(signature, signedHash(given), key)) throw new CocoonError("proof_invalid");
}

function checkTime(signedS: number, nowMs: number): void {
  const ageS = nowMs / 1000 - signedS;
  if (ageS > OLDEST_PROOF_S || ageS < -CLOCKS_APART_S) throw new CocoonError("proof_expired");
}

/** What the wallet's key signs. TON Connect mixes byte orders: the workchain is big-endian, the lengths are little-endian. */
export function signedHash({ address, proof }: Pick<TonProof, "address" | "proof">): Uint8Array {
  const hash = Buffer.from(address.slice("0:".length), "hex");
  const fixed = Buffer.alloc(4 + 8);
  fixed.writeUInt32LE(proof.domain.lengthBytes, 0);
  fixed.writeBigUInt64LE(BigInt(proof.timestamp), 4);
  const message = concatBytes(
    utf8("ton-proof-item-v2/"),
    new Uint8Array(4),
    hash,
    fixed.subarray(0, 4),
    utf8(proof.domain.value),
    fixed.subarray(4),
    utf8(proof.payload),
  );
  return sha256(concatBytes(Uint8Array.of(0xff, 0xff), utf8("ton-connect"), sha256(message)));
}
