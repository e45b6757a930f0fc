import type { AttesterEvidence, RootPin } from "@cocoon/protocol/attestation";
import { developmentPolicy, type SimulatedRoots } from "@cocoon/protocol/testing";
import { claimOf } from "../identity/kds/claim.ts";
import { Endorser, type EndorserOptions } from "../identity/kds/endorser.ts";
import { Kds } from "../identity/kds/kds.ts";
import { chainPath, crlPath, vcekPath } from "../identity/kds/paths.ts";
import type { Log } from "../log.ts";
import { bytesOf, type FakeKds, toPem } from "./fake-kds.ts";
import { ManualClock } from "./manual-clock.ts";

/** What an endorser does in a test: the time that it waits after a failure passes at once. */
export class EndorserBench {
  readonly clock: ManualClock;
  readonly events: Readonly<Record<string, string | number | boolean>>[] = [];
  readonly #roots: readonly RootPin[];
  readonly #base: string;

  constructor(pki: SimulatedRoots, base: string, nowMs: number) {
    this.clock = new ManualClock(nowMs);
    this.#roots = developmentPolicy(pki).roots;
    this.#base = base;
  }

  /** In milliseconds, after each failure. */
  get waits(): readonly number[] {
    return this.events.filter(({ event }) => event === "kds_failed").map(({ waitMs }) => Number(waitMs));
  }

  logged(event: string): number {
    return this.events.filter((entry) => entry["event"] === event).length;
  }

  endorser(changes: Partial<EndorserOptions> = {}): Endorser {
    const { clock } = this;
    const log: Log = (_level, event, fields = {}) => {
      this.events.push({ event, ...fields });
      if (event === "kds_failed") setImmediate(() => clock.advance(Number(fields["waitMs"])));
    };
    const kds = new Kds({ base: this.#base, clock, log, random: () => 1 });
    return new Endorser({ roots: this.#roots, folder: null, kds, clock, log, ...changes });
  }
}

/** Has the service answer as AMD's does for the chip of this evidence. */
export function publish(kds: FakeKds, { report, vek, ask, ark, crl }: AttesterEvidence): void {
  const claim = claimOf(report);
  kds.serve(vcekPath(claim), bytesOf(vek, "text/html"));
  kds.serve(chainPath(claim), bytesOf(Buffer.from(toPem(ask) + toPem(ark)), "application/json"));
  kds.serve(crlPath(claim), bytesOf(crl));
}
