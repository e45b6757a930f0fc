import { RegistryError, type RegistryReading, type RegistryState } from "@cocoon/contracts/registry";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { clientError } from "../errors.ts";
import { refusalOfProxy, refusalOfReferenceKeys, signsFor } from "./rules.ts";

/**
 * The caller's registry, over the caller's own TON server: never one that a proxy names. Must refuse rather than give a state
 * that is too old; `RegistryKeeper` is one.
 */
export interface RegistrySource {
  /** @throws RegistryError */
  current(): Promise<RegistryReading>;
}

/** The registry as one proxy is held to it (SPEC 12.3). */
export class RegistryView {
  readonly #source: RegistrySource;
  readonly #origin: string;
  readonly #policy: AppraisalPolicy;

  constructor(source: RegistrySource, proxyUrl: string, policy: AppraisalPolicy) {
    this.#source = source;
    this.#origin = new URL(proxyUrl).origin;
    this.#policy = policy;
  }

  /** @throws ClientError `registry_unreadable`, or `registry_refused` where the proxy or the policy's keys are not listed */
  async current(): Promise<RegistryState> {
    const { state } = await readOrRefuse(this.#source);
    const refusal = refusalOfProxy(state, this.#origin) ?? refusalOfReferenceKeys(state, this.#policy);
    if (refusal !== null) throw clientError("registry_refused", refusal);
    return state;
  }

  /** @param key Ed25519, in hex @throws ClientError as {@link RegistryView.current} */
  async checkRosterKey(key: string): Promise<void> {
    if (await this.listsRosterKey(key)) return;
    throw clientError("registry_refused", "the registry does not list the key that signs the node list");
  }

  /** Whether that key signs for this proxy. @throws ClientError as {@link RegistryView.current} */
  async listsRosterKey(key: string): Promise<boolean> {
    return signsFor(await this.current(), this.#origin, key);
  }
}

/** @throws ClientError `registry_unreadable` */
export async function readOrRefuse(source: RegistrySource): Promise<RegistryReading> {
  try {
    return await source.current();
  } catch (error) {
    if (error instanceof RegistryError) throw clientError("registry_unreadable", error.message);
    throw error;
  }
}
