import {
  type Approval,
  RegistryError,
  type RegistryReading,
  type RegistryState,
} from "@cocoon/contracts/registry";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { ReferenceManifest } from "@cocoon/protocol/reference-values";
import type { RegistrySource } from "../registry/view.ts";

const TREASURY = "7a".repeat(32);
const NOBODY = `0:${"00".repeat(32)}`;

export interface ListedNetwork {
  readonly origin: string;
  readonly rosterKey: string;
  readonly measurements: readonly string[];
  readonly models: ReferenceManifest["models"];
  readonly policy: AppraisalPolicy;
}

/** A registry under a test's control, which at first lists everything that a network shows. */
export class TestRegistry implements RegistrySource {
  approved: readonly Approval[];
  denied: RegistryState["denied"] = [];
  away = false;

  constructor({ origin, rosterKey, measurements, models, policy: { referenceValues } }: ListedNetwork) {
    const keys: readonly Approval[] =
      referenceValues === "none"
        ? []
        : [
            { kind: "referenceKey", id: referenceValues.manifestKey, role: "manifest" },
            { kind: "referenceKey", id: referenceValues.witnessKey, role: "witness" },
          ];
    this.approved = [
      { kind: "proxy", id: TREASURY, origin },
      { kind: "rosterKey", id: rosterKey, proxy: TREASURY },
      ...measurements.map((id): Approval => ({ kind: "measurement", id })),
      ...models.map(({ id, manifest }): Approval => ({ kind: "model", id: manifest, name: id })),
      ...keys,
    ];
  }

  /** Lists these as well. */
  add(...approved: readonly Approval[]): void {
    this.approved = [...this.approved, ...approved];
  }

  /** Takes a kind of entries off the list. */
  remove(kind: Approval["kind"]): void {
    this.approved = this.approved.filter((approval) => approval.kind !== kind);
  }

  async current(): Promise<RegistryReading> {
    if (this.away) throw new RegistryError("unreachable");
    const { approved, denied } = this;
    const offices = { network: -3, delaySeconds: 172_800, owner: NOBODY, guardian: NOBODY };
    return {
      state: { ...offices, approved, denied, pending: [] },
      data: new Uint8Array(),
      lt: 1n,
      asOfMs: 0,
    };
  }
}
