import {
  type Address,
  beginCell,
  type Cell,
  type Message,
  type ShardAccount,
  storeStateInit,
  type Transaction,
} from "@ton/core";
import type { Block } from "../chain/clock.ts";
import { type Located, readTransaction } from "../chain/history.ts";

export const MASTERCHAIN = -1;
/** The one shard that each workchain has: the whole of it, as a signed number. */
export const WHOLE_SHARD = "-9223372036854775808";

/** Masterchain and basechain have a block of each number, the one named by the other. */
export const formatBlockId = ({ seqno, rootHash, fileHash }: Block, workchain: number) => ({
  "@type": "ton.blockIdExt",
  workchain,
  shard: WHOLE_SHARD,
  seqno,
  root_hash: rootHash.toString("base64"),
  file_hash: fileHash.toString("base64"),
});

export const formatTransactionId = (lt: string, hash: string) => ({
  "@type": "internal.transactionId",
  lt,
  hash,
});

const STATES = { active: "active", uninit: "uninitialized", frozen: "frozen" } as const;

export const stateOf = ({ account }: ShardAccount) => STATES[account?.storage.state.type ?? "uninit"];

export const balanceOf = ({ account }: ShardAccount): string =>
  (account?.storage.balance.coins ?? 0n).toString();

export function lastTransactionOf({ lastTransactionLt, lastTransactionHash }: ShardAccount) {
  const hash = Buffer.from(lastTransactionHash.toString(16).padStart(64, "0"), "hex");
  return formatTransactionId(lastTransactionLt.toString(), hash.toString("base64"));
}

export function formatAccount(account: ShardAccount, block: Block) {
  const state = account.account?.storage.state;
  const { code, data } = state?.type === "active" ? state.state : {};
  const frozen = state?.type === "frozen" ? state.stateHash.toString(16).padStart(64, "0") : "";
  return {
    "@type": "raw.fullAccountState",
    balance: balanceOf(account),
    extra_currencies: [],
    code: bocOf(code),
    data: bocOf(data),
    last_transaction_id: lastTransactionOf(account),
    block_id: formatBlockId(block, MASTERCHAIN),
    frozen_hash: Buffer.from(frozen, "hex").toString("base64"),
    sync_utime: Math.floor(block.timeMs / 1_000),
    state: stateOf(account),
  };
}

export function formatTransaction(located: Located) {
  const { record } = located;
  const transaction = readTransaction(located);
  const fee = transaction.totalFees.coins;
  const storageFee = storageFeeOf(transaction);
  return {
    "@type": "raw.transaction",
    address: { "@type": "accountAddress", account_address: record.account },
    utime: transaction.now,
    data: record.boc,
    transaction_id: formatTransactionId(record.lt, record.hash),
    fee: fee.toString(),
    storage_fee: storageFee.toString(),
    other_fee: (fee - storageFee).toString(),
    ...(transaction.inMessage && { in_msg: formatMessage(transaction.inMessage) }),
    out_msgs: transaction.outMessages.values().map(formatMessage),
  };
}

export function storageFeeOf({ description }: Transaction): bigint {
  const phase = "storagePhase" in description ? description.storagePhase : undefined;
  return phase ? phase.storageFeesCollected : 0n;
}

function formatMessage({ info, body, init }: Message) {
  const internal = info.type === "internal" ? info : null;
  const initState = init ? beginCell().store(storeStateInit(init)).endCell() : null;
  return {
    "@type": "raw.message",
    source: friendly(info.type === "external-in" ? null : info.src),
    destination: friendly(info.type === "external-out" ? null : info.dest),
    value: (internal?.value.coins ?? 0n).toString(),
    extra_currencies: [],
    fwd_fee: (internal?.forwardFee ?? 0n).toString(),
    ihr_fee: (internal?.ihrFee ?? 0n).toString(),
    created_lt: (info.type === "external-in" ? 0n : info.createdLt).toString(),
    body_hash: body.hash().toString("base64"),
    msg_data: { "@type": "msg.dataRaw", body: bocOf(body), init_state: bocOf(initState) },
    message: "",
  };
}

const friendly = (address: Address | null): string => address?.toString() ?? "";
const bocOf = (cell: Cell | null | undefined): string => cell?.toBoc().toString("base64") ?? "";
