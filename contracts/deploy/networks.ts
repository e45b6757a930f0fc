import { DEV_GLOBAL_ID } from "../devchain/chain/config.ts";

const DAY_SECONDS = 86_400;

export interface Network {
  readonly name: "dev" | "testnet" | "mainnet";
  /** What TON, or the dev chain by default, calls it. */
  readonly globalId: number;
  /** Of toncenter's v2 API; COCOON_TON_API names another. */
  readonly api: string;
  /** A registry of this network waits at least so long between a proposal and its execution. */
  readonly leastDelaySeconds: number;
  /** Whether what is deployed holds money that is worth something. */
  readonly isPublic: boolean;
}

export const NETWORKS: Readonly<Record<Network["name"], Network>> = {
  dev: {
    name: "dev",
    globalId: DEV_GLOBAL_ID,
    api: "http://127.0.0.1:7771/api/v2",
    leastDelaySeconds: 1,
    isPublic: false,
  },
  testnet: {
    name: "testnet",
    globalId: -3,
    api: "https://testnet.toncenter.com/api/v2",
    leastDelaySeconds: 600,
    isPublic: false,
  },
  mainnet: {
    name: "mainnet",
    globalId: -239,
    api: "https://toncenter.com/api/v2",
    leastDelaySeconds: 2 * DAY_SECONDS,
    isPublic: true,
  },
};

export const isNetwork = (name: string): name is Network["name"] => Object.hasOwn(NETWORKS, name);
