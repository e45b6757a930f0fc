import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { serve } from "./api/server.ts";
import { DevChain } from "./chain/chain.ts";
import { chainConfig, DEV_GLOBAL_ID } from "./chain/config.ts";
import { memoryLog, openLog } from "./chain/log.ts";
import type { Genesis } from "./chain/records.ts";
import { Chaos } from "./chaos.ts";

export interface DevChainOptions {
  /** Where its state is kept; null forgets it at the end. */
  readonly folder: string | null;
  /** 0 for any free one. */
  readonly port: number;
  readonly globalId?: number;
  /** How often time alone makes a block. */
  readonly blockMs?: number;
}

export interface RunningDevChain {
  readonly port: number;
  /** Of the toncenter v2 form, such as http://127.0.0.1:7771/api/v2. */
  readonly api: string;
  /** What TonClient takes as its endpoint. */
  readonly endpoint: string;
  readonly chain: DevChain;
  close(): Promise<void>;
}

const BLOCK_MS = 1_000;

/** Starts a SIMULATED chain and serves it. @throws ChainStateError */
export async function startDevChain(options: DevChainOptions): Promise<RunningDevChain> {
  const { folder, globalId = DEV_GLOBAL_ID, blockMs = BLOCK_MS } = options;
  const genesis: Genesis = {
    format: "cocoon-devchain/1",
    globalId,
    seed: randomBytes(32).toString("hex"),
    timeMs: Date.now(),
  };
  const log = folder === null ? memoryLog(genesis) : openLog(join(folder, "blocks.jsonl"), genesis);
  const chain = await DevChain.open({ log, config: chainConfig(globalId), blockMs });
  const chaos = new Chaos();
  const { server, port } = await serve({ chain, chaos }, options.port);
  const api = `http://127.0.0.1:${port}/api/v2`;
  const close = async () => {
    chaos.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await chain.close();
  };
  return { port, api, endpoint: `${api}/jsonRPC`, chain, close };
}
