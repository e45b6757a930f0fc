import type { Address } from "@ton/core";
import { sha256_sync, sign } from "@ton/crypto";

/** What TON Connect's `ton_proof` item answers with. */
export interface TonProof {
  readonly timestamp: number;
  readonly domain: { readonly lengthBytes: number; readonly value: string };
  readonly payload: string;
  /** Base64. */
  readonly signature: string;
}

export interface ProofRequest {
  /** Of the page that asks, such as "cocoon.example". */
  readonly domain: string;
  /** What the page's server wants to see signed. */
  readonly payload: string;
  readonly nowMs: number;
}

/** Proves to a server that the wallet's key is at hand, in the form that TON Connect fixes. */
export function proveAddress(address: Address, secretKey: Buffer, request: ProofRequest): TonProof {
  const timestamp = Math.floor(request.nowMs / 1_000);
  const domain = Buffer.from(request.domain);
  const workchain = Buffer.alloc(4);
  workchain.writeInt32BE(address.workChain);
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(timestamp));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(domain.length);
  const message = [
    Buffer.from("ton-proof-item-v2/"),
    workchain,
    address.hash,
    length,
    domain,
    time,
    Buffer.from(request.payload),
  ];
  const inner = sha256_sync(Buffer.concat(message));
  const hash = sha256_sync(Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.from("ton-connect"), inner]));
  return {
    timestamp,
    domain: { lengthBytes: domain.length, value: request.domain },
    payload: request.payload,
    signature: sign(hash, secretKey).toString("base64"),
  };
}
