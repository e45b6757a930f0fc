import {
  RegistryKeeper,
  type RegistryReading,
  type RegistryStore,
  ToncenterAccounts,
} from "@cocoon/contracts/registry";
import { type Config, ConfigError } from "../config.ts";

/** One process asks for all of its workers. */
const REFRESH_MS = 10_000;

/** The registry that the operator has named, over the operator's own TON server; null for none. @throws ConfigError */
export function registryKeeperOf(config: Config): RegistryKeeper | null {
  const { COCOON_REGISTRY: address, COCOON_TON_API: api, COCOON_TON_API_KEY: apiKey } = config;
  if (address === undefined) return null;
  if (api === undefined) throw new ConfigError(["COCOON_TON_API is missing: COCOON_REGISTRY needs it"]);
  return new RegistryKeeper({
    chain: new ToncenterAccounts({ api: api.reveal(), ...(apiKey && { apiKey: apiKey.reveal() }) }),
    place: { address: address.toRawString(), network: config.COCOON_TON_GLOBAL_ID },
    store: forgetful(),
    clock: Date.now,
    refreshMs: REFRESH_MS,
  });
}

/** No client relies on what the proxy admits, so a reading need not outlive the process. */
function forgetful(): RegistryStore {
  let kept: RegistryReading | null = null;
  return { load: async () => kept, save: async (_place, reading) => void (kept = reading) };
}
