import type { Database } from "@cocoon/db/connection";
import type { Settlement } from "./billing/settlement.ts";
import type { VoucherDesk } from "./billing/voucher-desk.ts";
import type { Nanoton } from "@cocoon/protocol/money";
import type { IdentitySettings } from "./identity/settings.ts";
import type { LinkHub } from "./links/hub.ts";
import type { LiveChecks } from "./links/live-checks.ts";
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
import type { ApiKeys } from "./routes/api-keys.ts";

/** What the routes stand on; built once by server.ts or, with in-memory parts, by testing. */
export interface Services {
  readonly database: Database;
  readonly apiKeys: ApiKeys;
  readonly limits: AccountLimits;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly directory: NodeDirectory;
  readonly roster: RosterKeeper;
  readonly references: ReferenceCarrier;
  readonly hub: LinkHub;
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
  readonly metrics: Metrics;
  readonly log: Log;
  /** Jobs that may be unfinished at once before new ones are refused. */
  readonly queueLimit: number;
  /** True once the proxy is going down: it takes no more jobs. */
  readonly stopping: () => boolean;
}
