import { CocoonError, depositSent, type DepositStatus, MONEY_LIMITS } from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { loadMessage } from "@ton/core";
import { type Context, Hono } from "hono";
import { depositId, readDepositId, type SentDeposit } from "../deposits/deposit-id.ts";
import { oneCell } from "../identity/wallets.ts";
import type { Services } from "../services.ts";
import { checkCurrency, readAmount, readAmountOrZero } from "./amount.ts";
import { readJson } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { guardsFrom, moneyOf, type Wallet, walletOf } from "./money.ts";
import { queriesOf, queryOf } from "./query.ts";

/** Amounts have codes of their own, so their form is looked at later; the length is bounded here. */
const SHORT = { form: /^.{0,64}$/s, what: "too long" };
const PAYER_KEY = { form: /^(?:[0-9a-f]{64})?$/, what: "32 bytes of hex, or nothing" };
const GUARDS = { dailyLimit: SHORT, payerKey: PAYER_KEY };

/** Deposits and the guards of an escrow: transactions for the owner's wallet to send, and how they fare (SPEC 8.10). */
export function depositRoutes(services: Services): Hono {
  const { credentials } = services;
  const routes = new Hono();

  routes.get("/deposit", async (context) => {
    const { accountId } = await credentials.principalOf(context, "deposit");
    const { amount, currency, ...given } = queriesOf(context, { amount: SHORT, currency: SHORT, ...GUARDS });
    checkCurrency(currency);
    const money = moneyOf(services);
    const amountNanoton = readAmount(amount, money.minimumDepositNanoton);
    const { owner, escrow } = await walletOf(services, accountId);
    // An escrow that holds nothing lets nothing be taken unless its owner says how much.
    const sets = isGiven(given) || !escrow || escrow.balanceNanoton === 0n;
    const guards = sets ? guardsFrom(readGuards(given), escrow, amountNanoton) : null;
    return context.json(await money.depositParameters(owner, amountNanoton, guards));
  });
  routes.all("/deposit", methodNotAllowed);

  routes.get("/account/guards", async (context) => {
    const { accountId } = await credentials.principalOf(context, "deposit");
    const given = queriesOf(context, GUARDS);
    if (!isGiven(given)) throw new CocoonError("malformed_request", "say dailyLimit, payerKey or both");
    const money = moneyOf(services);
    const { owner, escrow } = await walletOf(services, accountId);
    const guards = guardsFrom(readGuards(given), escrow, nanoton(0n));
    return context.json(await money.guardsParameters(owner, guards));
  });
  routes.all("/account/guards", methodNotAllowed);

  routes.post("/deposits", async (context) => {
    const { accountId } = await credentials.principalOf(context, "deposit");
    queryOf(context, null);
    services.limits.takePost(accountId);
    const given = await readJson(context, depositSent);
    checkCurrency(given.currency);
    const money = moneyOf(services);
    if (given.network !== money.network) throw new CocoonError("wrong_network");
    const amountNanoton = readAmount(given.amountNanoton, money.minimumDepositNanoton);
    checkSignedMessage(given.boc);
    const { escrow } = await walletOf(services, accountId);
    const deposited = escrow?.depositedNanoton ?? nanoton(0n);
    const sent = services.sentDeposits.record(accountId, amountNanoton, deposited, Date.now());
    money.poke();
    return context.json(statusOf(sent, "sent"), 202);
  });
  routes.all("/deposits", methodNotAllowed);

  routes.get("/deposits/:id", async (context) => {
    const { accountId } = await credentials.principalOf(context, "read");
    queryOf(context, null);
    const sent = readDepositId(idOf(context));
    if (!sent) throw new CocoonError("deposit_unknown");
    const wallet = await walletOf(services, accountId);
    return context.json(statusOf(sent, await stateOf(services, sent, wallet)));
  });
  routes.all("/deposits/:id", methodNotAllowed);

  return routes;
}

const idOf = (context: Context): string => context.req.param("id") ?? "";

interface GivenGuards {
  readonly dailyLimit: string | null;
  readonly payerKey: string | null;
}

const isGiven = ({ dailyLimit, payerKey }: GivenGuards): boolean => dailyLimit !== null || payerKey !== null;

const readGuards = ({ dailyLimit, payerKey }: GivenGuards) => ({
  dailyLimitNanoton: dailyLimit === null ? null : readAmountOrZero(dailyLimit),
  payerKey,
});

/** What a wallet returns: one signed message from outside. @throws CocoonError boc_malformed */
function checkSignedMessage(boc: string): void {
  const cell = oneCell(boc, MONEY_LIMITS.bocBytes);
  try {
    if (loadMessage(cell.beginParse()).info.type === "external-in") return;
  } catch {
    // The library's text speaks of its own reader.
  }
  throw new CocoonError("boc_malformed", "not a message that a wallet signed");
}

/** The ledger's word, else the chain's, else the wallet's own. */
async function stateOf(
  services: Services,
  { targetNanoton }: SentDeposit,
  { owner, escrow }: Wallet,
): Promise<DepositStatus["state"]> {
  if (escrow && escrow.depositedNanoton >= targetNanoton) return "credited";
  const onChain = await depositedOnChain(services, owner);
  return onChain !== null && onChain >= targetNanoton ? "on_its_way" : "sent";
}

/** Null also where the chain can't be asked now: then the wallet's word is all there is. */
async function depositedOnChain(services: Services, owner: string): Promise<Nanoton | null> {
  const money = moneyOf(services);
  try {
    return await services.chainLooks.look(`escrow ${owner}`, () => money.depositedOnChain(owner));
  } catch (error) {
    if (error instanceof CocoonError && error.action === "retry") return null;
    throw error;
  }
}

const statusOf = (sent: SentDeposit, state: DepositStatus["state"]): DepositStatus => ({
  id: depositId(sent),
  amountNanoton: sent.amountNanoton.toString(),
  state,
  sentMs: sent.sentMs,
});
