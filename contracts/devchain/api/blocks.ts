import { configParameter } from "../chain/config.ts";
import type { Block } from "../chain/clock.ts";
import type { Context, Method } from "./context.ts";
import { formatBlockId, MASTERCHAIN, WHOLE_SHARD } from "./format.ts";
import type { Params } from "./params.ts";
import { malformed, Refusal } from "./refusal.ts";

const HIGHEST_SEQNO = 0xffff_ffff;
const HIGHEST_TIME_S = 0xffff_ffff;
const MOST_TRANSACTIONS = 2_000;
const SIMULATED = "SIMULATED: a development chain on one machine; nothing on it has any worth";

const getMasterchainInfo: Method = ({ chain }) => {
  const last = chain.clock.latest();
  return {
    "@type": "blocks.masterchainInfo",
    last: formatBlockId(last, MASTERCHAIN),
    state_root_hash: last.fileHash.toString("base64"),
    init: formatBlockId(blockAt({ chain }, 1), MASTERCHAIN),
    "@extra": SIMULATED,
  };
};

const shards: Method = (context, params) => ({
  "@type": "blocks.shards",
  shards: [formatBlockId(blockAt(context, params.integer("seqno", 1, HIGHEST_SEQNO)), 0)],
});

/** All accounts are in the basechain; masterchain blocks only name its blocks. */
const getBlockTransactions: Method = (context, params) => {
  const workchain = workchainOf(params);
  const block = blockAt(context, params.integer("seqno", 1, HIGHEST_SEQNO));
  const count = params.integer("count", 1, MOST_TRANSACTIONS, MOST_TRANSACTIONS);
  const after = params.lt("after_lt") ?? 0n;
  const all = workchain === MASTERCHAIN ? [] : (block.record?.transactions ?? []);
  const later = all.filter(({ lt }) => BigInt(lt) > after);
  const short = later
    .slice(0, count)
    .map(({ account, lt, hash }) => ({ "@type": "blocks.shortTxId", mode: 135, account, lt, hash }));
  return {
    "@type": "blocks.transactions",
    id: formatBlockId(block, workchain),
    req_count: count,
    incomplete: later.length > count,
    transactions: short,
  };
};

const getBlockHeader: Method = (context, params) => {
  const workchain = workchainOf(params);
  const block = blockAt(context, params.integer("seqno", 1, HIGHEST_SEQNO));
  const before = block.seqno > 1 ? [formatBlockId(blockAt(context, block.seqno - 1), workchain)] : [];
  return {
    "@type": "blocks.header",
    id: formatBlockId(block, workchain),
    global_id: context.chain.globalId,
    gen_utime: Math.floor(block.timeMs / 1_000),
    start_lt: block.record?.transactions[0]?.lt ?? "0",
    end_lt: block.record?.endLt ?? "0",
    prev_blocks: before,
  };
};

const lookupBlock: Method = (context, params) => {
  const workchain = workchainOf(params);
  if (params.has("seqno"))
    return formatBlockId(blockAt(context, params.integer("seqno", 1, HIGHEST_SEQNO)), workchain);
  if (!params.has("unixtime")) throw malformed("Name the block by seqno or by unixtime.");
  const timeMs = (params.integer("unixtime", 0, HIGHEST_TIME_S) + 1) * 1_000 - 1;
  return formatBlockId(lastUntil(context, timeMs), workchain);
};

const getConfigParam: Method = ({ chain }, params) => {
  const number = params.integer(params.has("param") ? "param" : "config_id", -0x8000_0000, 0x7fff_ffff);
  const value = configParameter(chain.config, number);
  if (!value) throw new Refusal(500, `LITE_SERVER_UNKNOWN: the chain has no parameter ${number}.`);
  return { "@type": "configInfo", config: { "@type": "tvm.cell", bytes: value.toBoc().toString("base64") } };
};

function blockAt({ chain }: Pick<Context, "chain">, seqno: number): Block {
  const block = chain.clock.at(seqno);
  if (!block) throw new Refusal(500, `LITE_SERVER_NOTREADY: there is no block ${seqno} yet.`);
  return block;
}

function lastUntil(context: Context, timeMs: number): Block {
  let [low, high] = [1, context.chain.clock.latest().seqno];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (blockAt(context, middle).timeMs <= timeMs) low = middle;
    else high = middle - 1;
  }
  return blockAt(context, low);
}

function workchainOf(params: Params): number {
  const shard = params.get("shard") ?? WHOLE_SHARD;
  if (shard !== WHOLE_SHARD && shard !== "8000000000000000")
    throw malformed(`The chain has one shard in each workchain, ${WHOLE_SHARD}.`);
  return params.integer("workchain", -1, 0);
}

export const BLOCK_METHODS = {
  getMasterchainInfo,
  shards,
  getBlockTransactions,
  getBlockHeader,
  lookupBlock,
  getConfigParam,
} satisfies Record<string, Method>;
