import type { Judgement, Rejection } from "@cocoon/client";
import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { MachineView } from "../port.ts";
import { quickViewOf, refusedViewOf } from "./views/quick-view.ts";
import type { Found } from "./views/machine-view.ts";

/** As many as are ever shown at once; one holds a bundle of evidence, half a MiB at most. */
const MOST = 64;

interface Page {
  /** By evidence that anyone may check at any time: what a verification document holds. */
  readonly lasting: Judgement | null;
  readonly newest: Judgement;
}

/** What this engine has judged, by key, so that a person can be shown why. The newest are kept. */
export class MachineBook {
  readonly #pages = new Map<string, Page>();

  take(judgement: Judgement): void {
    const { keyId } = judgement.entry;
    const isLasting = judgement.input.expectedNonce === undefined;
    const lasting = isLasting ? judgement : (this.#pages.get(keyId)?.lasting ?? null);
    this.#pages.delete(keyId);
    this.#pages.set(keyId, { lasting, newest: judgement });
    for (const [oldest] of this.#pages) {
      if (this.#pages.size <= MOST) break;
      this.#pages.delete(oldest);
    }
  }

  /** By evidence that anyone may check; null where none was judged in this run. */
  lasting(keyId: string): Judgement | null {
    return this.#pages.get(keyId)?.lasting ?? null;
  }

  accepted(node: VerifiedNode, operator: string): Promise<MachineView> {
    const { keyIdHex: keyId } = node;
    const found = { keyId, operator, judgement: this.#newest(keyId), rejection: null };
    return this.#view(found, () => quickViewOf(node, operator, Date.now()));
  }

  refused({ keyIdHex, operator, code, sentence }: Rejection): Promise<MachineView> {
    const judgement = this.#newest(keyIdHex);
    const found = { keyId: keyIdHex, operator, judgement, rejection: { code, sentence } };
    return this.#view(found, () => refusedViewOf(keyIdHex, operator, Date.now()));
  }

  #newest(keyId: string): Judgement | null {
    return this.#pages.get(keyId)?.newest ?? null;
  }

  /**
   * Loaded when somebody looks: no question waits for it. Where it can't be loaded, as without a connection, `plain` has to do:
   * an answer that has come must not be lost for the facts beside it.
   */
  async #view(found: Found, plain: () => MachineView): Promise<MachineView> {
    const loaded = await import("./views/machine-view.ts").catch(() => null);
    return loaded ? loaded.machineViewOf(found) : plain();
  }
}
