import type { Settings } from "./own-storage.ts";

/** The setting that holds the account as it was last seen. */
export const ACCOUNT_KEPT_AS = "wallet.account";

/** For who signs out: the next person is not to see what this one had. */
export const forgetAccount = (settings: Settings): Promise<void> =>
  settings.setSetting(ACCOUNT_KEPT_AS, null);
