import type { Method } from "./context.ts";
import { malformed } from "./refusal.ts";

const MOST_DELAY_MS = 86_400_000;
/** Ten years at once, until 2100: the virtual machine counts seconds in 32 bits. */
const MOST_SKIP_S = 315_360_000;
const LAST_S = 4_102_444_800;
const MOST_DROPS = 1_000_000;

/** The faucet. */
const dev_mint: Method = async ({ chain }, params) => {
  const block = await chain.mint(params.address("address"), params.amount("amount"));
  const [{ lt, hash } = { lt: "0", hash: "" }] = block.transactions;
  return { "@type": "dev.minted", lt, hash, seqno: block.seqno };
};

const dev_increaseTime: Method = async ({ chain }, params) => {
  const seconds = params.integer("seconds", 1, MOST_SKIP_S);
  if (chain.clock.nowMs() / 1_000 + seconds > LAST_S)
    throw malformed("The chain's time ends with the year 2099.");
  const { seqno, timeMs } = await chain.increaseTime(seconds * 1_000);
  return { "@type": "dev.time", seqno, now: Math.floor(timeMs / 1_000) };
};

const dev_delay: Method = ({ chaos }, params) => {
  const answersMs = params.integer("answersMs", 0, MOST_DELAY_MS, 0);
  const messagesMs = params.integer("messagesMs", 0, MOST_DELAY_MS, 0);
  chaos.delay({ answersMs, messagesMs });
  return chaos.status();
};

const dev_drop: Method = ({ chaos }, params) => {
  const answers = params.integer("answers", 0, MOST_DROPS, 0);
  const messages = params.integer("messages", 0, MOST_DROPS, 0);
  chaos.drop({ answers, messages });
  return chaos.status();
};

/** With what an audit needs: all that was minted is on an account or went to validators. */
const dev_status: Method = ({ chain, chaos }) => {
  const { accounts, transactions, mintedNanoton, feesNanoton } = chain.history.totals();
  const { seqno, timeMs } = chain.clock.latest();
  return {
    simulated: true,
    globalId: chain.globalId,
    seqno,
    now: Math.floor(timeMs / 1_000),
    accounts,
    transactions,
    mintedNanoton: mintedNanoton.toString(),
    feesNanoton: feesNanoton.toString(),
    balancesNanoton: chain.history.balances().toString(),
    ...chaos.status(),
  };
};

export const DEV_METHODS = { dev_mint, dev_increaseTime, dev_delay, dev_drop, dev_status } satisfies Record<
  string,
  Method
>;
