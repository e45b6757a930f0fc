import type { RegistryKeeper } from "@cocoon/contracts/registry";
import type { Database } from "@cocoon/db/connection";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { OperatorForm } from "@cocoon/protocol/api";
import { generateEd25519, Secret } from "@cocoon/protocol/bytes";
import type { Nanoton } from "@cocoon/protocol/money";
import type { ChargeSigner } from "../billing/charge-signer.ts";
import type { Hono } from "hono";
import type { AppFiles } from "../app-files/folder.ts";
import type { WalletApp } from "../bridge/wallets.ts";
import { MemoryBus } from "../bus/memory.ts";
import type { Bus } from "../bus/port.ts";
import { type IdentitySettings, NO_IDENTITY } from "../identity/settings.ts";
import type { Log } from "../log.ts";
import type { MoneyPort } from "../money-port.ts";
import { bookWithoutModels, type PriceBook } from "../prices/price-book.ts";
import { MemoryQueue } from "../queue/memory.ts";
import type { NodeDirectory } from "../registry/directory.ts";
import { MemoryDirectory } from "../registry/memory.ts";
import { NO_REFERENCE_VALUES, type ReferenceCarrier } from "../registry/reference-values.ts";
import { MemoryRelay } from "../relay/memory.ts";
import type { Relay } from "../relay/port.ts";
import { newHolderName, type RunningProxy, startProxy } from "../server.ts";

export { PriceBook } from "../prices/price-book.ts";
export { jobKey } from "../queue/key.ts";
export { TestSigner } from "./charge-signer.ts";
export { testEscrow } from "./test-escrow.ts";
export type { RunningProxy } from "../server.ts";

export interface InMemoryProxyOptions {
  readonly database: Database;
  readonly policy: AppraisalPolicy;
  readonly operators?: OperatorForm;
  readonly references?: ReferenceCarrier;
  readonly registry?: Pick<RegistryKeeper, "current">;
  readonly log?: Log;
  readonly relay?: Relay;
  /** Shared with other proxies, like the directory. */
  readonly bus?: Bus;
  readonly directory?: NodeDirectory;
  readonly leaseTtlMs?: number;
  /** How long a waiting job's candidates may all be offline. */
  readonly strandedAfterMs?: number;
  readonly queueLimit?: number;
  readonly postsPerMinute?: number;
  readonly rosterKey?: Uint8Array;
  readonly minEpochMs?: number;
  readonly money?: MoneyPort;
  readonly chargeSigner?: ChargeSigner;
  readonly unsignedLimitNanoton?: Nanoton;
  readonly prices?: PriceBook;
  readonly identity?: IdentitySettings;
  readonly appFiles?: AppFiles;
  readonly wallets?: readonly WalletApp[];
  readonly developmentRoutes?: Hono;
}

/** So that a test need not wait for a worker that joins. */
const MIN_EPOCH_MS = 50;

/** The whole proxy on a free local port, its queue, relay and directory in this process' memory. */
export function startInMemoryProxy(options: InMemoryProxyOptions): Promise<RunningProxy> {
  const leaseTtlMs = options.leaseTtlMs ?? 5_000;
  return startProxy({
    database: options.database,
    queue: new MemoryQueue({ leaseTtlMs, strandedAfterMs: options.strandedAfterMs ?? 1_000 }),
    relay: options.relay ?? new MemoryRelay(60_000),
    bus: options.bus ?? new MemoryBus(),
    directory: options.directory ?? new MemoryDirectory(),
    holder: newHolderName(),
    policy: options.policy,
    operators: options.operators ?? "address or name",
    references: options.references ?? NO_REFERENCE_VALUES,
    registry: options.registry ?? null,
    rosterKey: new Secret(options.rosterKey ?? generateEd25519().secretKey),
    minEpochMs: options.minEpochMs ?? MIN_EPOCH_MS,
    host: "127.0.0.1",
    port: 0,
    publicOrigin: null,
    leaseTtlMs,
    prices: options.prices ?? bookWithoutModels(50_000),
    identity: options.identity ?? NO_IDENTITY,
    appFiles: options.appFiles ?? null,
    wallets: options.wallets ?? [],
    developmentRoutes: options.developmentRoutes ?? null,
    queueLimit: options.queueLimit ?? 10_000,
    postsPerMinute: options.postsPerMinute ?? 1_000_000,
    log: options.log ?? (() => undefined),
    money: options.money ?? null,
    chargeSigner: options.chargeSigner ?? null,
    unsignedLimitNanoton: options.unsignedLimitNanoton ?? null,
  });
}
