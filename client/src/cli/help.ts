const COMMON = `
Options of every command:
  --proxy URL        the proxy to use (COCOON_PROXY_URL)
  --policy NAME      which machines to accept: production, development, or a file (COCOON_POLICY)
  --json             print one JSON object on standard output
  -h, --help         this text

The API key comes from COCOON_API_KEY. What is not given is read from .cocoon/client.json of this folder or a parent,
or of COCOON_HOME; the local start writes it. Without any of them the policy is production. Exit codes: 0 done, 1 failed,
2 wrong command line or settings, 130 interrupted.

COCOON_REGISTRY, an address on TON, adds the network's registry: what it denies, or does not list, is refused. It is read from your
own TON server, COCOON_TON_API (such as https://toncenter.com/api/v2; its key in COCOON_TON_API_KEY), of the network
COCOON_TON_GLOBAL_ID (-239, mainnet). When the server is away, the last reading counts for a day.
`;

const OVERVIEW = `Cocoon: ask an AI that runs in machines your own device has verified.

  cocoon chat "question"   ask one question; the answer goes to standard output
  cocoon chat              a conversation
  cocoon models            models and their prices
  cocoon balance           the account's balance, and what may be spent of it
  cocoon statement         what came in, what each question cost, what went out
  cocoon nodes             every machine, verified here or rejected with the reason
  cocoon verify            every check of a machine's evidence, from a proxy or a file
  cocoon topup             put money into your own deposit on TON
  cocoon withdraw          take it out again, if need be without any proxy
  cocoon pending           questions whose end is not known, and cancelling them
  cocoon worker            run a worker on this machine
  cocoon operator watch    end a worker that is owed more than you want to lend
  cocoon help COMMAND      more about one command
`;

const CHAT = `cocoon chat [question]

Seals the question on this device to three machines that this device has verified, or four when those fail; prints the
answer on standard output and everything else on standard error. Without a question it starts a conversation, one turn a
line, kept in memory only; with "-" it reads one question from standard input.

  -m, --model ID     a model of cocoon models, or a manifest's hash; the first model by default
  --max-tokens N     the longest answer, 512 by default; the proxy sees only the next power of two
  --ceiling TON      the most it may cost, such as 0.01; by default what its size allows
  --redraw           accept new machines when none of those chosen earlier is online

In a conversation: /model ID, /models, /balance, /verify, /new, /help, /quit. Ctrl-C cancels a running answer, then exits.
`;

const VERIFY = `cocoon verify [evidence file | proxy URL | -]

Checks evidence on this device and prints each check: ✓ for one that passed, ✗ for one that failed, with its code and what it
means, – for one that the policy does not require and for what was not reached. From a proxy it fetches the list of nodes and
checks each as a client does before it seals to it: the evidence, then new evidence made for this very check, which proves
its age. No API key is sent. From a file, or from standard input by "-", it checks one bundle, or the one in a proof that the mini-app
has saved; nothing proves its age then.

  --policy NAME      production unless you say otherwise, whatever COCOON_POLICY or .cocoon/client.json have;
                     development takes the simulated root of the local network that .cocoon/client.json is of
  --node KEYID       one node of a proxy, by its key id or the first 8 digits or more
  --save FILE        write the evidence of one node to FILE, and the reference values it was judged by beside it, as
                     FILE.reference-values, so that both can be checked again without the proxy
  --force            let --save overwrite
  --reference-values FILE
                     for a file: signed reference values; by default those beside it
  --at TIME          for a file: judge as of then, such as 2026-01-31T12:00:00Z

With --json: {verdict, source, policy, nowMs, listed, registry, referenceValues, nodes, saved}; each node is {keyId, operator, verdict,
code, clause, sentence, checks, machine, node}, each check {group, code, clause, state}. A verdict is "accepted" or "refused",
a state "passed", "failed", "not_reached" or "not_required". code, clause and sentence say what speaks against a node first,
null for nothing; machine is what a report signed under a pinned root says, node what was accepted, else null. At most 64
nodes are checked. Exit code 0 only when every checked node was accepted, 1 when one was not, none is listed or the proxy
can't be reached.
`;

const OPERATOR = `cocoon operator watch --owner ADDRESS --treasury ADDRESS --endpoint URL [options]

Runs on a worker's host, beside the worker, which knows no wallet. Compares what the proxy says it owes the owner with what the
contracts would pay without the proxy: a voucher that the treasury's payout key signed, covered by the treasury's pool. When what
is not covered is above the limit, or nothing could be checked for too long, it runs the drain command and ends with exit code 1.

  --owner ADDRESS    the address that the worker names for its earnings
  --treasury ADDRESS the proxy's treasury contract
  --endpoint URL     a TON endpoint of your own choice, of the toncenter v2 form; a key of it in COCOON_TON_API_KEY
  --limit TON        the most to be owed without cover, 1 by default
  --every SECONDS    how often to look, 60 by default
  --patience SECONDS how long proxy or chain may not answer, 1800 by default
  --drain-command C  a shell command that ends the worker in order, such as "systemctl stop cocoon-worker"; without it, it
                     looks once: exit code 0 when covered, 1 when not
  --global-id N      the network: -239 (TON) by default, -3 its test network

COCOON_OWNER_TOKEN is the token that signing in to the proxy as the owner gave.
`;

const ESCROW = `
  --treasury ADDRESS the proxy's treasury; in the folder of a local network it is known
  --owner ADDRESS    your wallet: the deposit is its own, and only its messages count
  --endpoint URL     any TON server of toncenter's v2 form (COCOON_TON_API, else https://toncenter.com/api/v2); its key, if it wants
                     one, is COCOON_TON_API_KEY
  --words FILE       sign here with the 24 words in FILE, or from standard input with -; without it a link is shown, to be opened
                     in the wallet
`;

const TOP_UP = `cocoon topup --amount TON

Puts money into your escrow with a proxy: a contract of your own on TON, from which the proxy can take only what it charges, at
most the daily limit.

  --amount TON       how much, 0.1 or more
  --daily-limit TON  the most that may be charged on one UTC day; a first deposit without it allows all of it
  --payer-key        with the first deposit: each charge needs the signature of a key that this device makes and keeps, by default
                     up to the whole deposit a day. It signs for no more than the answers that it has checked; ask from this
                     device alone then, and keep its folder
${ESCROW}
With --json: {link, message}, or {sent, account} once it was signed here.
`;

const WITHDRAW = `cocoon withdraw [request | finalize]

Takes your deposit out of your escrow. It asks the contract on TON and nobody else, so it works when the proxy is gone. Without a
step it shows what is there and what comes next; "request" begins the day of notice in which the proxy may charge what it is still
owed; "finalize", 24 hours later, pays everything unspent to your wallet. Each takes 0.06 TON along for fees, of which what is left
comes back.
${ESCROW}
With --json: {address, next, account}; for a step {link, message}, or {sent, account} once it was signed here.
`;

/** Shown by /help in a conversation. */
export const CONVERSATION_HELP = `/model ID   switch to another model      /models    list models and prices
/balance    what is left                 /verify    the machine that answered last
/new        forget this conversation     /quit      leave (Ctrl-C cancels a running answer first)`;

const TOPICS: Readonly<Record<string, string>> = {
  chat: CHAT,
  models: "cocoon models\n\nLists the models that live workers serve, with prices per million tokens.\n",
  balance:
    "cocoon balance\n\nShows what the account has available and what running questions hold; and of its escrow what it holds, what may be\ncharged on a day, and whether a key of a client must sign for that.\n",
  statement:
    "cocoon statement [--csv]\n\nLists deposits, what each question cost, withdrawals and trials, newest first.\n\n  --limit N          how many, 50 by default\n  --csv              all of it as CSV on standard output, with the receipts\n",
  nodes:
    "cocoon nodes\n\nVerifies every machine of the proxy's list on this device under the policy in force, and shows each with its\nresult. A machine marked SIMULATED has no hardware behind its evidence and protects nothing.\n\n  --accept-roster-key KEY\n                     the key that signs the node list, 64 hex digits, in place of the one first seen; only one that the\n                     proxy's operator has announced elsewhere\n",
  verify: VERIFY,
  topup: TOP_UP,
  withdraw: WITHDRAW,
  pending:
    "cocoon pending [--cancel]\n\nLists questions that this device sent and whose end it has not seen, for instance after a crash. Their answers can't be\nopened any more, because the secrets were only in memory.\n\n  --cancel           cancel them; what was delivered is charged, the rest released\n",
  operator: OPERATOR,
  worker: "cocoon worker [options]\n\nRuns cocoon-worker with the options given; see cocoon worker --help.\n",
};

/** Their options are their own. */
const WITHOUT_COMMON = new Set(["worker", "topup", "withdraw"]);

export const helpFor = (topic: string | null): string => {
  const text = topic === null ? OVERVIEW : (TOPICS[topic] ?? OVERVIEW);
  return WITHOUT_COMMON.has(topic ?? "") ? text : `${text}${COMMON}`;
};
