import type { Address, ShardAccount } from "@ton/core";
import type { DevChain } from "../chain/chain.ts";
import type { Located } from "../chain/history.ts";
import type { Method } from "./context.ts";
import {
  balanceOf,
  formatAccount,
  formatBlockId,
  formatTransaction,
  lastTransactionOf,
  MASTERCHAIN,
  stateOf,
} from "./format.ts";
import { methodIdOf } from "./method-id.ts";
import { malformed, Refusal } from "./refusal.ts";
import { formatStack, parseStack } from "./stack.ts";

const MOST_TRANSACTIONS = 100;
/** What a get method says that an account does not have. */
const NO_METHOD_EXIT = 11;
/** Of an account without code, as the network's own servers answer. */
const NO_CODE_EXIT = -13;

const getAddressInformation: Method = ({ chain }, params) =>
  formatAccount(chain.history.account(params.address("address")), chain.clock.latest());

const getExtendedAddressInformation: Method = ({ chain }, params) => {
  const address = params.address("address");
  const account = chain.history.account(address);
  const { code, data, frozen_hash, sync_utime } = formatAccount(account, chain.clock.latest());
  const active = { "@type": "raw.accountState", code, data, frozen_hash };
  return {
    "@type": "fullAccountState",
    address: { "@type": "accountAddress", account_address: address.toString() },
    balance: balanceOf(account),
    extra_currencies: [],
    last_transaction_id: lastTransactionOf(account),
    block_id: formatBlockId(chain.clock.latest(), MASTERCHAIN),
    sync_utime,
    account_state: stateOf(account) === "active" ? active : { "@type": "uninited.accountState", frozen_hash },
    revision: 0,
  };
};

const getAddressBalance: Method = ({ chain }, params) =>
  balanceOf(chain.history.account(params.address("address")));

const getAddressState: Method = ({ chain }, params) =>
  stateOf(chain.history.account(params.address("address")));

/** A wallet is what has a method `seqno`. */
const getWalletInformation: Method = async ({ chain }, params) => {
  const address = params.address("address");
  const account: ShardAccount = chain.history.account(address);
  const seqno = await numberOf(chain, address, "seqno");
  const walletId = seqno === null ? null : await numberOf(chain, address, "get_subwallet_id");
  return {
    wallet: seqno !== null,
    balance: balanceOf(account),
    account_state: stateOf(account),
    last_transaction_id: lastTransactionOf(account),
    ...(seqno !== null && { seqno: Number(seqno) }),
    ...(walletId !== null && { wallet_id: Number(walletId) }),
  };
};

async function numberOf(chain: DevChain, address: Address, method: string): Promise<bigint | null> {
  const result = await chain.runMethod(address, methodIdOf(method), []);
  const [item] = result?.exitCode === 0 ? result.stack : [];
  return item?.type === "int" ? item.value : null;
}

const getTransactions: Method = ({ chain }, params) => {
  const address = params.address("address");
  const [lt, hash] = [params.lt("lt"), params.hash("hash")];
  const found = chain.history.transactions(address, {
    from: lt === null || hash === null ? null : { lt, hash },
    untilLt: params.lt("to_lt") ?? 0n,
    limit: params.integer("limit", 1, MOST_TRANSACTIONS, 10),
  });
  if (found) return found.map(formatTransaction);
  throw new Refusal(500, "LITE_SERVER_UNKNOWN: cannot locate a transaction of that logical time and hash.");
};

const tryLocateResultTx: Method = ({ chain }, params) =>
  located(chain.history.resultOf(...messageOf(params)));

const tryLocateSourceTx: Method = ({ chain }, params) =>
  located(chain.history.sourceOf(...messageOf(params)));

function messageOf(params: Parameters<Method>[1]): [Address, Address, bigint] {
  const createdLt = params.lt("created_lt");
  if (createdLt === null)
    throw malformed("created_lt is missing: the logical time at which the message was sent.");
  return [params.address("source"), params.address("destination"), createdLt];
}

function located(found: Located | null) {
  if (found) return formatTransaction(found);
  throw new Refusal(500, "LITE_SERVER_UNKNOWN: no such message was found; it may not have arrived yet.");
}

const runGetMethod: Method = async ({ chain }, params) => {
  const address = params.address("address");
  const stack = parseStack(params.get("stack"));
  const result = await chain.runMethod(address, methodIdOf(params.get("method")), stack);
  const { exitCode, gasUsed } = result ?? { exitCode: NO_CODE_EXIT, gasUsed: 0 };
  return {
    "@type": "smc.runResult",
    gas_used: gasUsed,
    stack: formatStack(result && exitCode !== NO_METHOD_EXIT ? result.stack : []),
    exit_code: exitCode === 1 ? 0 : exitCode,
    block_id: formatBlockId(chain.clock.latest(), MASTERCHAIN),
    last_transaction_id: lastTransactionOf(chain.history.account(address)),
  };
};

export const ACCOUNT_METHODS = {
  getAddressInformation,
  getExtendedAddressInformation,
  getAddressBalance,
  getAddressState,
  getWalletInformation,
  getTransactions,
  tryLocateResultTx,
  tryLocateTx: tryLocateResultTx,
  tryLocateSourceTx,
  runGetMethod,
} satisfies Record<string, Method>;
