import type { Database } from "@cocoon/db/connection";
import type { ChainLooks } from "../chain-looks.ts";
import type { Log } from "../log.ts";
import type { MoneyPort } from "../money-port.ts";
import { Credentials } from "./credentials.ts";
import type { IdentitySettings } from "./settings.ts";
import { SignIn } from "./sign-in.ts";
import { TelegramAccounts } from "./telegram-accounts.ts";

export interface IdentityDeps {
  readonly database: Database;
  readonly identity: IdentitySettings;
  readonly money: MoneyPort | null;
  readonly chainLooks: ChainLooks;
  readonly log: Log;
  /** The proxy's own, known once its port is bound. */
  readonly origin: () => string;
}

/** Who may ask, and how they come to be known. */
export function identityParts(deps: IdentityDeps): { credentials: Credentials; signIn: SignIn } {
  const { database, identity, money, chainLooks, log, origin } = deps;
  const accounts = new TelegramAccounts(database, identity.trial, log);
  const domains = () => new Set([...identity.webOrigins, origin()].map((one) => new URL(one).host));
  const { telegram } = identity;
  return {
    credentials: new Credentials(database, accounts),
    signIn: new SignIn({ database, money, chainLooks, telegram, accounts, domains }),
  };
}
