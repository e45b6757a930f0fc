import type { Database } from "@cocoon/db/connection";
import { equalBytes } from "@cocoon/protocol/bytes";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { Contracts } from "./contracts.ts";
import { Courier } from "./courier/courier.ts";
import { ChainMoney } from "./money.ts";
import { Payouts } from "./payouts/payouts.ts";
import { OwnersWishes } from "./payouts/wishes.ts";
import { Reconciler } from "./reconcile/reconciler.ts";
import { type ChainConfig, isPublicNetwork } from "./settings.ts";
import { ChainError } from "./source/error.ts";
import { TonClientSource } from "./source/ton-client.ts";
import { Standing } from "./standing.ts";
import { VoucherKeys } from "./voucher-keys.ts";
import { Charges } from "./vouchers/charges.ts";
import { HotWallet } from "./wallet/hot-wallet.ts";
import type { TreasuryEvent } from "./watcher/event.ts";
import { TreasuryBooks } from "./watcher/treasury-books.ts";
import { Watcher } from "./watcher/watcher.ts";
import { Withdrawals } from "./withdrawals/withdrawals.ts";

export interface ChainDeps {
  readonly config: ChainConfig;
  /** The platform's part that jobs are settled with; the treasury splits charges by the same. */
  readonly commissionPpm: number;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface OpenChain {
  readonly money: ChainMoney;
  /** For vouchers that a payer key signs too. */
  readonly signer: VoucherKeys;
  close(): Promise<void>;
}

/** What waits to be sent waits no longer than this. */
const COURIER_EVERY_MS = 3_000;
/** What is sent shows on the chain within seconds; after this it is taken for lost and sent again, which harms nothing. */
const RESEND_AFTER_MS = 60_000;
/** However little it is, a debt is collected after a month. */
const CHARGE_AGE_MS = 30 * 24 * 60 * 60_000;

/** What all parts share. */
interface Ground {
  readonly deps: ChainDeps;
  readonly source: TonClientSource;
  readonly contracts: Contracts;
  readonly keys: VoucherKeys;
  readonly globalId: number;
  readonly standing: Standing;
  /** Up to when the watcher has brought the chain's history into the books, Unix milliseconds. */
  readonly seen: { atMs: number };
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Starts the proxy's part on TON. @param fault is told what in the settings is not the treasury's, and does not return */
export async function openChain(
  deps: ChainDeps,
  fault: (faults: readonly string[]) => never,
): Promise<OpenChain> {
  const { config, database, metrics, log } = deps;
  const ground = await openGround(deps, fault);
  const sending = startSending(ground);
  const watcher = startWatching(ground, sending);
  const reconciler = new Reconciler({ ...ground, database, metrics, log });
  log("info", "chain_opened", {
    treasury: config.COCOON_TREASURY.toString(),
    hotWallet: sending.wallet.address.toString(),
  });
  const close = async () => {
    const parts = [watcher, sending.courier, ground.standing, reconciler];
    await Promise.all(parts.map((part) => part.close()));
  };
  return { money: new ChainMoney({ ...ground, ...sending, watcher }), signer: ground.keys, close };
}

async function openGround(deps: ChainDeps, fault: (faults: readonly string[]) => never): Promise<Ground> {
  const { config, database, metrics, log } = deps;
  const { COCOON_TON_API: url, COCOON_TON_API_KEY: apiKey, COCOON_TON_GLOBAL_ID: globalId } = config;
  const source = new TonClientSource({ url: url.reveal(), apiKey });
  const contracts = new Contracts(source, config.COCOON_TREASURY);
  const keys = new VoucherKeys({
    charge: config.COCOON_CHARGE_KEY,
    payout: config.COCOON_PAYOUT_KEY,
    globalId,
  });
  await checkTreasury(contracts, keys, deps, fault);
  // A dev chain's time may have been moved ahead; a public chain's is this machine's, whatever an endpoint says.
  const now = isPublicNetwork(config) ? Date.now : () => Math.max(Date.now(), source.timeMs);
  const standing = await Standing.open({ database, metrics, log });
  return { deps, source, contracts, keys, globalId, standing, seen: { atMs: 0 }, now };
}

type Sending = ReturnType<typeof startSending>;

function startSending(ground: Ground) {
  const { deps, source, globalId, seen, now } = ground;
  const { config, database, metrics, log } = deps;
  const shared = { ...ground, database, resendAfterMs: RESEND_AFTER_MS, seenAtMs: () => seen.atMs };
  const charges = new Charges({
    ...shared,
    chargeAtNanoton: config.COCOON_CHARGE_AT_TON,
    chargeAgeMs: CHARGE_AGE_MS,
    everyMs: config.COCOON_CHARGE_EVERY_MS,
  });
  const payouts = new Payouts({
    ...shared,
    thresholdNanoton: config.COCOON_PAYOUT_AT_TON,
    everyMs: config.COCOON_PAYOUT_EVERY_MS,
  });
  const hurry = () => {
    payouts.hurry();
    courier.poke();
  };
  const wishes = new OwnersWishes({ ...shared, payNowAtNanoton: config.COCOON_PAY_NOW_AT_TON, hurry });
  const withdrawals = new Withdrawals({ ...shared, hurry: () => courier.poke() });
  const wallet = new HotWallet({ source, key: config.COCOON_HOT_WALLET_KEY, globalId, now });
  const everyMs = Math.min(COURIER_EVERY_MS, config.COCOON_CHAIN_POLL_MS);
  const outgoing = [charges, withdrawals, payouts];
  const courier: Courier = new Courier({ wallet, outgoing, everyMs, metrics, log });
  return { charges, wishes, withdrawals, wallet, courier };
}

function startWatching(ground: Ground, { charges, courier }: Sending): Watcher {
  const { deps, source, standing, seen, now } = ground;
  const { config, database, metrics, log } = deps;
  const account = config.COCOON_TREASURY;
  const applied = (event: TreasuryEvent) => {
    if (event.kind !== "escrow") return;
    if (event.notify.amountNanoton > 0n) standing.look();
    if (event.notify.account.closingAt === null) return;
    charges.hurry();
    courier.poke();
  };
  const sawAll = (atMs: number) => {
    seen.atMs = atMs;
    standing.sawAll();
  };
  const books = new TreasuryBooks(database, account, applied);
  const sources = [source, ...secondSource(config)] as const;
  const pollMs = config.COCOON_CHAIN_POLL_MS;
  return new Watcher({ sources, account, books, pollMs, sawAll, metrics, log, now });
}

const secondSource = (config: ChainConfig): TonClientSource[] => {
  const { COCOON_TON_API_2: url, COCOON_TON_API_2_KEY: apiKey } = config;
  return url === undefined ? [] : [new TonClientSource({ url: url.reveal(), apiKey })];
};

/** Wrong keys would sign what no contract takes. While the chain is out of reach, nothing is sent either. */
async function checkTreasury(
  contracts: Contracts,
  keys: VoucherKeys,
  { commissionPpm, log }: ChainDeps,
  fault: (faults: readonly string[]) => never,
): Promise<void> {
  try {
    const { config } = await contracts.treasuryState();
    const faults = [
      ...(equalBytes(config.chargeKey, keys.chargePublicKey)
        ? []
        : ["COCOON_CHARGE_KEY is not the treasury's"]),
      ...(equalBytes(config.payoutKey, keys.payoutPublicKey)
        ? []
        : ["COCOON_PAYOUT_KEY is not the treasury's"]),
      ...(config.commissionPpm === commissionPpm ? [] : ["COCOON_COMMISSION_PPM is not the treasury's"]),
    ];
    if (faults.length > 0) fault(faults);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    log("warn", "treasury_not_checked", { reason: error.code });
  }
}
