import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RegistryKeeper } from "@cocoon/contracts/registry";
import { type AppraisalPolicy, parsePolicy, productionPolicy } from "@cocoon/protocol/attestation";
import { MalformedError, Secret } from "@cocoon/protocol/bytes";
import { MoneyApi } from "../account/money-api.ts";
import { CocoonClient } from "../conversation/client.ts";
import type { Common } from "./common-args.ts";
import { loadDevelopmentPolicy } from "./development.ts";
import { FileStore } from "./file-store.ts";
import type { Payer } from "../payment/port.ts";
import { Http } from "../transport/http.ts";
import { JsonApi } from "../transport/json-api.ts";
import { FilePayerStore } from "./payer-store.ts";
import { registryOf } from "./registry.ts";
import { type LocalSettings, loadLocalSettings, type SettingsPlace, stateFolder } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** A client made from flags, environment and settings, in this order of precedence. */
export interface Connection {
  readonly client: CocoonClient;
  readonly proxyUrl: string;
  readonly policyName: string;
  /** Null where the person has chosen none: then no warning of it reaches this client. */
  readonly registry: RegistryKeeper | null;
}

type Place = SettingsPlace & Pick<Terminal, "err">;

/** @throws UsageError naming what is missing and where to set it */
export async function connect(flags: Common, place: Place): Promise<Connection> {
  const settings = await loadLocalSettings(place);
  const proxyUrl = proxyUrlOf(flags.proxy, settings, place.env);
  // Settings speak for their own network only: neither their key nor their simulated roots go to another proxy.
  const own = settings && settings.proxyUrl === proxyUrl ? settings : null;
  const policy = await choosePolicy(flags.policy ?? place.env["COCOON_POLICY"] ?? null, own, place.cwd);
  const store = storeOf(settings, place);
  const registry = registryOf(own, policy, place);
  const apiKey = apiKeyOf(own, place.env);
  const payer = await payerOf(payerStoreOf(settings, place), new Http({ proxyUrl, apiKey, fetch }));
  const client = new CocoonClient({ proxyUrl, apiKey, policy, store, registry, payer });
  return { client, proxyUrl, policyName: policy.name, registry };
}

/** Payer keys that this device has made, with what they have signed. */
export const payerStoreOf = (
  settings: LocalSettings | null,
  { env }: Pick<SettingsPlace, "env">,
): FilePayerStore => new FilePayerStore(join(stateFolder(settings, env), "client"));

/** The payer of the account's escrow, where this device has its key; where it has none at all, nobody is asked. */
async function payerOf(store: FilePayerStore, http: Http): Promise<Payer | null> {
  if (!(await store.hasAny())) return null;
  const { escrow } = await new MoneyApi(new JsonApi(http)).account();
  if (escrow === null) return null;
  const { EscrowPayer } = await import("../payment/index.ts");
  return EscrowPayer.open(store, escrow.address);
}

/** What this device remembers; a proof against a proxy is told where it was kept. */
export const storeOf = (settings: LocalSettings | null, { env, err }: Place): FileStore =>
  new FileStore(join(stateFolder(settings, env), "client"), (path) =>
    err.write(`Both of the proxy's signed headers, which prove it to anybody, are kept in ${path}.\n`),
  );

/** @throws UsageError when none is known */
export function proxyUrlOf(
  flag: string | null,
  settings: LocalSettings | null,
  env: SettingsPlace["env"],
): string {
  const proxyUrl = flag ?? env["COCOON_PROXY_URL"] ?? settings?.proxyUrl;
  if (proxyUrl) return proxyUrl;
  throw new UsageError(
    "No proxy is known here: run npm start in the project's folder, or set COCOON_PROXY_URL and COCOON_API_KEY.",
  );
}

function apiKeyOf(own: LocalSettings | null, env: SettingsPlace["env"]): Secret<string> {
  if (env["COCOON_API_KEY"]) return new Secret(env["COCOON_API_KEY"]);
  if (own) return own.apiKey;
  throw new UsageError("No API key is known for this proxy; set COCOON_API_KEY to the account's key (ck_…).");
}

/**
 * The person's choice, never the proxy's; without one, the settings of this very network, else production.
 * @throws UsageError for a file that is no policy, and for development where no settings have its simulated roots
 */
export async function choosePolicy(
  choice: string | null,
  own: LocalSettings | null,
  cwd: string,
): Promise<AppraisalPolicy> {
  const name = choice ?? own?.policy.kind ?? "production";
  if (name === "production") return productionPolicy();
  if (name !== "development") return readPolicyFile(resolve(cwd, name));
  if (own?.policy.kind === "development") return loadDevelopmentPolicy(own.policy);
  throw new UsageError(
    "The development policy needs the simulated roots of a local network, and no .cocoon/client.json for this proxy has them; run npm start.",
  );
}

async function readPolicyFile(path: string): Promise<AppraisalPolicy> {
  const bytes = await readFile(path).catch(() => null);
  if (!bytes)
    throw new UsageError(`The policy ${path} can't be read; name production, development or a policy file.`);
  try {
    // Naming a file is the person's own decision; every node it accepts by a simulated root is shown as SIMULATED.
    return parsePolicy(new Uint8Array(bytes), { allowSimulated: true });
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(`${path}: ${error.message}.`);
    throw error;
  }
}
