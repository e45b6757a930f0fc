import { randomBytes } from "node:crypto";
import type { RegistryKeeper } from "@cocoon/contracts/registry";
import type { Database } from "@cocoon/db/connection";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { OperatorForm } from "@cocoon/protocol/api";
import type { Secret } from "@cocoon/protocol/bytes";
import type { Nanoton } from "@cocoon/protocol/money";
import type { Hono } from "hono";
import { createApp } from "./app.ts";
import type { AppFiles } from "./app-files/folder.ts";
import { BridgeRelay } from "./bridge/relay.ts";
import type { WalletApp } from "./bridge/wallets.ts";
import { ChainLooks } from "./chain-looks.ts";
import { Forgetting } from "./identity/forgetting.ts";
import { settleOrphan } from "./billing/orphans.ts";
import type { ChargeSigner } from "./billing/charge-signer.ts";
import { Settlement } from "./billing/settlement.ts";
import { VoucherDesk } from "./billing/voucher-desk.ts";
import { Sweeper } from "./billing/sweeper.ts";
import type { Bus } from "./bus/port.ts";
import { identityParts } from "./identity/parts.ts";
import type { IdentitySettings } from "./identity/settings.ts";
import { SentDeposits } from "./deposits/sent.ts";
import { EventHub } from "./events/hub.ts";
import { DownWatch } from "./links/down-watch.ts";
import { PresenceWatch } from "./links/presence-watch.ts";
import { LARGEST_MESSAGE_BYTES, LinkHub } from "./links/hub.ts";
import { LiveChecks } from "./links/live-checks.ts";
import { type Listener, listen } from "./listener.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { MoneyPort } from "./money-port.ts";
import type { PriceBook } from "./prices/price-book.ts";
import type { JobQueue } from "./queue/port.ts";
import type { NodeDirectory } from "./registry/directory.ts";
import { type NetworkRegistry, NO_REGISTRY, RegistryWatch } from "./registry/network-registry.ts";
import type { ReferenceCarrier } from "./registry/reference-values.ts";
import { RosterKeeper } from "./registry/roster-keeper.ts";
import type { Relay } from "./relay/port.ts";
import { AccountLimits } from "./routes/account-limits.ts";
import type { Services } from "./services.ts";

/** Where state lives and how this proxy behaves; the parts it stands on are chosen by the caller. */
export interface ProxyOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly bus: Bus;
  readonly directory: NodeDirectory;
  /** Names this process among the proxies that share the parts above. */
  readonly holder: string;
  /** Which workers may join. */
  readonly policy: AppraisalPolicy;
  /** Who can be paid for a worker's answers. */
  readonly operators: OperatorForm;
  /** Signed reference values to carry. */
  readonly references: ReferenceCarrier;
  /** Reads the network's registry; null where the operator has named none. */
  readonly registry: Pick<RegistryKeeper, "current"> | null;
  /** Ed25519, 32 bytes: signs the roster; the same for all proxies of a network. */
  readonly rosterKey: Secret<Uint8Array>;
  /** A changed node list is signed at most this often. */
  readonly minEpochMs: number;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What workers dial; null: `http://host:port` of the bound address. */
  readonly publicOrigin: string | null;
  readonly leaseTtlMs: number;
  /** What things cost, the platform's part of each charge included. */
  readonly prices: PriceBook;
  readonly identity: IdentitySettings;
  /** The mini-app; null: none is served. */
  readonly appFiles: AppFiles | null;
  /** Whose bridges are relayed. */
  readonly wallets: readonly WalletApp[];
  /** What only a development program serves; null in production. */
  readonly developmentRoutes: Hono | null;
  /** Jobs that may be unfinished at once, over all proxies. */
  readonly queueLimit: number;
  /** Jobs that one account may post to this proxy in a minute. */
  readonly postsPerMinute: number;
  readonly log: Log;
  /** The chain's side; null without a treasury. */
  readonly money: MoneyPort | null;
  /** Signs charges for payer keys to sign as well; null without a treasury. */
  readonly chargeSigner: ChargeSigner | null;
  /** With a payer key: how much may be settled, held and asked for before it signs; null: one job's ceiling. */
  readonly unsignedLimitNanoton: Nanoton | null;
  /** What the parts above count into already. */
  readonly metrics?: Metrics;
}

export interface RunningProxy {
  readonly origin: string;
  /** Takes no more jobs, lets running ones end for at most `graceMs`, then closes everything it opened itself. */
  stop(graceMs: number): Promise<void>;
}

/** Starts one proxy: HTTP, worker links, dispatch and settlement. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { database, queue, directory, bus, rosterKey: signKey, minEpochMs, log } = options;
  const state = { stopping: false, origin: options.publicOrigin ?? "" };
  const now = Date.now;
  const roster = await RosterKeeper.open({ database, directory, bus, signKey, minEpochMs, now, log });
  const registry = registryOf(options, roster.key);
  const services = servicesOf(options, roster, registry, state);
  const { hub, settlement } = services;
  await queue.start({
    wake: (keyIds) => hub.wake(keyIds),
    isOnline: (keyId) => directory.get(keyId) !== undefined,
    orphan: (orphan) => settleOrphan(settlement, orphan),
  });
  const sweeper = new Sweeper({ database, queue, settlement, log });
  const forgetting = new Forgetting(database, log);
  const running = { services, sweeper, forgetting, registry, listener: null, options };
  try {
    const listener = await listen({
      fetch: createApp(services).fetch,
      host: options.host,
      port: options.port,
      accept: (socket) => hub.accept(socket),
      largestMessageBytes: LARGEST_MESSAGE_BYTES,
    });
    state.origin ||= listener.address;
    log("info", "proxy_ready", { address: listener.address, rosterPublicKey: roster.key });
    const stop = async (graceMs: number) => {
      state.stopping = true;
      hub.drain();
      await until(() => hub.running === 0, graceMs);
      await closeParts({ ...running, listener });
      log("info", "proxy_stopped");
    };
    return { origin: listener.address, stop };
  } catch (error) {
    await closeParts(running);
    throw error;
  }
}

function servicesOf(
  options: ProxyOptions,
  roster: RosterKeeper,
  registry: NetworkRegistry,
  state: { readonly stopping: boolean; readonly origin: string },
): Services {
  const { database, queue, relay, bus, directory, references, holder, policy, operators, leaseTtlMs, log } =
    options;
  const { metrics = new Metrics() } = options;
  const origin = () => state.origin;
  const settlement = new Settlement({
    database,
    queue,
    relay,
    metrics,
    commissionPpm: options.prices.commissionPpm,
    lowBalanceNanoton: options.identity.lowBalanceNanoton,
  });
  const liveChecks: LiveChecks = new LiveChecks(bus, holder, (keyId, id, nonce) =>
    hub.attest(keyId, id, nonce),
  );
  const shared = { database, queue, relay, settlement, directory, roster, references, liveChecks, log };
  const chainLooks = new ChainLooks();
  const downWatch = new DownWatch({ database, directory, log });
  const hub: LinkHub = new LinkHub({
    ...shared,
    bus,
    registry,
    holder,
    policy,
    operators,
    leaseTtlMs,
    origin,
    onLost: (node) => downWatch.lost(node),
  });
  return {
    ...shared,
    hub,
    downWatch,
    presenceWatch: new PresenceWatch({ database, log, occupied: () => hub.occupied() }),
    metrics,
    money: options.money,
    vouchers: new VoucherDesk({ database, signer: options.chargeSigner, now: Date.now }),
    unsignedLimitNanoton: options.unsignedLimitNanoton,
    prices: options.prices,
    identity: options.identity,
    appFiles: options.appFiles,
    bridges: new BridgeRelay({ wallets: options.wallets, origin, log }),
    origin,
    developmentRoutes: options.developmentRoutes,
    queueLimit: options.queueLimit,
    ...identityParts({ ...options, chainLooks, origin }),
    chainLooks,
    events: new EventHub(database),
    sentDeposits: new SentDeposits(),
    limits: new AccountLimits(options.postsPerMinute),
    stopping: () => state.stopping,
  };
}

function registryOf(
  { registry: keeper, publicOrigin, log }: ProxyOptions,
  rosterKey: string,
): NetworkRegistry {
  if (keeper === null) return NO_REGISTRY;
  return new RegistryWatch({ keeper, log, self: { origin: publicOrigin ?? "", rosterKey } });
}

interface Parts {
  readonly services: Services;
  readonly sweeper: Sweeper;
  readonly forgetting: Forgetting;
  readonly registry: NetworkRegistry;
  readonly listener: Listener | null;
}

/** Workers first, so that their leases are given back while the queue still stands. */
async function closeParts({ services, sweeper, forgetting, registry, listener }: Parts): Promise<void> {
  const { hub, liveChecks, queue, relay, directory, roster, events, downWatch, presenceWatch } = services;
  await sweeper.close();
  registry.close();
  downWatch.close();
  forgetting.close();
  await presenceWatch.close();
  await hub.close();
  await roster.close();
  liveChecks.close();
  await listener?.close();
  await events.close();
  await queue.close();
  await relay.close();
  await directory.close();
}

/** Waits for the condition, looking ten times a second, at most so long. */
async function until(condition: () => boolean, atMostMs: number): Promise<void> {
  const latest = Date.now() + atMostMs;
  while (!condition() && Date.now() < latest)
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
}

export const newHolderName = (): string => randomBytes(8).toString("hex");
