import type { Database } from "@cocoon/db/connection";
import type { Hono } from "hono";
import type { AppFiles } from "./app-files/folder.ts";
import type { BridgeRelay } from "./bridge/relay.ts";
import type { ChainLooks } from "./chain-looks.ts";
import type { Settlement } from "./billing/settlement.ts";
import type { Credentials } from "./identity/credentials.ts";
import type { VoucherDesk } from "./billing/voucher-desk.ts";
import type { Nanoton } from "@cocoon/protocol/money";
import type { IdentitySettings } from "./identity/settings.ts";
import type { SignIn } from "./identity/sign-in.ts";
import type { DownWatch } from "./links/down-watch.ts";
import type { PresenceWatch } from "./links/presence-watch.ts";
import type { LinkHub } from "./links/hub.ts";
import type { LiveChecks } from "./links/live-checks.ts";
import type { SentDeposits } from "./deposits/sent.ts";
import type { EventHub } from "./events/hub.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { MoneyPort } from "./money-port.ts";
import type { PriceBook } from "./prices/price-book.ts";
import type { JobQueue } from "./queue/port.ts";
import type { NodeDirectory } from "./registry/directory.ts";
import type { ReferenceCarrier } from "./registry/reference-values.ts";
import type { RosterKeeper } from "./registry/roster-keeper.ts";
import type { Relay } from "./relay/port.ts";
import type { AccountLimits } from "./routes/account-limits.ts";

/** What the routes stand on; built once by server.ts or, with in-memory parts, by testing. */
export interface Services {
  readonly database: Database;
  readonly credentials: Credentials;
  readonly signIn: SignIn;
  readonly limits: AccountLimits;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly directory: NodeDirectory;
  readonly roster: RosterKeeper;
  readonly references: ReferenceCarrier;
  readonly hub: LinkHub;
  readonly downWatch: DownWatch;
  readonly presenceWatch: PresenceWatch;
  readonly liveChecks: LiveChecks;
  readonly settlement: Settlement;
  /** The chain's side; null on a proxy that is not set up for a treasury. */
  readonly money: MoneyPort | null;
  /** Where payer keys sign. */
  readonly vouchers: VoucherDesk;
  /** With a payer key: how much may be settled, held and asked for before it signs; null: one job's ceiling. */
  readonly unsignedLimitNanoton: Nanoton | null;
  readonly prices: PriceBook;
  /** Who may sign in, from where, and who gets a trial. */
  readonly identity: IdentitySettings;
  /** The mini-app; null on a proxy that serves none. */
  readonly appFiles: AppFiles | null;
  /** What only a development program serves. */
  readonly developmentRoutes: Hono | null;
  /** To wallets; of none where the operator has named none. */
  readonly bridges: BridgeRelay;
  /** Of this proxy, as its clients and workers know it. */
  readonly origin: () => string;
  readonly events: EventHub;
  readonly sentDeposits: SentDeposits;
  readonly chainLooks: ChainLooks;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Jobs that may be unfinished at once before new ones are refused. */
  readonly queueLimit: number;
  /** True once the proxy is going down: it takes no more jobs. */
  readonly stopping: () => boolean;
}
