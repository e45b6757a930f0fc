import type { TonProof } from "@cocoon/protocol/api";
import { generateEd25519, signEd25519 } from "@cocoon/protocol/bytes";
import { beginCell, contractAddress, type StateInit, storeStateInit } from "@ton/core";
import {
  WalletContractV3R1,
  WalletContractV3R2,
  WalletContractV4,
  WalletContractV5Beta,
  WalletContractV5R1,
} from "@ton/ton";
import { signedHash } from "../identity/ton-proof.ts";

const VERSIONS = {
  v3r1: (publicKey: Buffer) => WalletContractV3R1.create({ workchain: 0, publicKey }),
  v3r2: (publicKey: Buffer) => WalletContractV3R2.create({ workchain: 0, publicKey }),
  v4r2: (publicKey: Buffer) => WalletContractV4.create({ workchain: 0, publicKey }),
  v5beta: (publicKey: Buffer) => WalletContractV5Beta.create({ publicKey }),
  v5r1: (publicKey: Buffer) => WalletContractV5R1.create({ publicKey }),
} as const;

export type WalletVersion = keyof typeof VERSIONS;
export const WALLET_VERSIONS = Object.keys(VERSIONS) as WalletVersion[];

export interface ProofFields {
  readonly payload: string;
  readonly domain: string;
  readonly network: string;
  readonly timestamp?: number;
}

/** A wallet app of a test: it holds a key and signs `ton_proof` as TON Connect asks. Simulated: nobody is asked. */
export class SimulatedWallet {
  readonly publicKey: Uint8Array;
  readonly address: string;
  readonly stateInit: string;
  readonly #secretKey: Uint8Array;

  constructor(init: StateInit, keys: { publicKey: Uint8Array; secretKey: Uint8Array }) {
    this.publicKey = keys.publicKey;
    this.#secretKey = keys.secretKey;
    this.address = contractAddress(0, init).toRawString();
    this.stateInit = beginCell().store(storeStateInit(init)).endCell().toBoc().toString("base64");
  }

  static create(version: WalletVersion = "v5r1"): SimulatedWallet {
    const keys = generateEd25519();
    return new SimulatedWallet(VERSIONS[version](Buffer.from(keys.publicKey)).init, keys);
  }

  prove({ payload, domain, network, timestamp = Math.floor(Date.now() / 1000) }: ProofFields): TonProof {
    const unsigned = {
      timestamp,
      domain: { lengthBytes: Buffer.byteLength(domain), value: domain },
      payload,
      signature: "",
    };
    const hash = signedHash({ address: this.address, proof: unsigned });
    const signature = Buffer.from(signEd25519(hash, this.#secretKey)).toString("base64");
    const { address, stateInit } = this;
    return { address, network, stateInit, proof: { ...unsigned, signature } };
  }
}
