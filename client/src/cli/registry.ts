import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  checkedReading,
  RegistryKeeper,
  type RegistryPlace,
  type RegistryReading,
  type RegistryStore,
  ToncenterAccounts,
} from "@cocoon/contracts/registry";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { base64UrlText, millis, parseStrictJson } from "@cocoon/protocol/api";
import { fromBase64Url, MalformedError, toBase64Url } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { type LocalSettings, type SettingsPlace, stateFolder } from "./settings.ts";
import { type TonPlace, tonOf } from "./ton.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The registry that the person has chosen: COCOON_REGISTRY, or that of a local network's settings where the policy takes its
 * simulated machines, for it lists those only. Null for none.
 */
export function registryOf(
  own: LocalSettings | null,
  policy: AppraisalPolicy,
  { env }: Pick<SettingsPlace, "env">,
): RegistryKeeper | null {
  const isLocal = policy.roots.some((root) => root.class === "simulated");
  const ton = tonOf(isLocal ? own : null, env);
  if (!ton?.registry) return null;
  const place = { address: ton.registry, network: ton.globalId };
  const store = new RegistryFile(join(stateFolder(own, env), "client"));
  return new RegistryKeeper({ chain: accountsOf(ton), place, store, clock: Date.now });
}

const accountsOf = ({ api, apiKey }: TonPlace) =>
  new ToncenterAccounts({ api, ...(apiKey && { apiKey: apiKey.reveal() }) });

/** The contract's data is bounded by a mebibyte. */
const DATA_LIMIT_BYTES = 1024 * 1024;
const FILE_LIMIT_BYTES = 2 * DATA_LIMIT_BYTES;

const kept = v.strictObject({
  lt: v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/)),
  asOfMs: millis,
  data: base64UrlText(DATA_LIMIT_BYTES),
});

/** One file for each registry: the newest reading, so that no later run can be shown an older one. */
class RegistryFile implements RegistryStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that can't be read is an error and not "none": starting anew would let an older registry pass. */
  async load(place: RegistryPlace): Promise<RegistryReading | null> {
    const path = this.#path(place);
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (text === null) return null;
    try {
      const { lt, asOfMs, data } = parseStrictJson(kept, text, path, FILE_LIMIT_BYTES);
      return checkedReading(fromBase64Url(data), BigInt(lt), asOfMs, place);
    } catch (error) {
      if (error instanceof MalformedError)
        throw new UsageError(`${error.message}; remove that file to start anew.`);
      throw error;
    }
  }

  async save(place: RegistryPlace, { lt, asOfMs, data }: RegistryReading): Promise<void> {
    const path = this.#path(place);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}`;
    const text = JSON.stringify({ lt: lt.toString(), asOfMs, data: toBase64Url(data) });
    await writeFile(temporary, `${text}\n`, { mode: 0o600, flush: true });
    await rename(temporary, path);
  }

  #path({ address, network }: RegistryPlace): string {
    const name = createHash("sha256").update(`${network} ${address}`).digest("hex");
    return join(this.#folder, `registry-${name}.json`);
  }
}
