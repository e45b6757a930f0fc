import {
  decodeLease,
  LIMITS,
  type OwnerAsks,
  parseProxyMessage,
  type ProxyMessage,
  type SignedOffers,
  type WorkerMessage,
} from "@cocoon/protocol/api";
import { fromBase64Url, fromHex, MalformedError, toBase64Url } from "@cocoon/protocol/bytes";
import { RosterError } from "@cocoon/protocol/roster";
import { LiveChecks } from "../identity/live-checks.ts";
import type { WorkerKey } from "../identity/worker-key.ts";
import { runLease, type SessionDeps } from "../session/run-lease.ts";
import { Handshake, type HandshakeMessage, isHandshake, LinkBreach, LinkRefused } from "./handshake.ts";
import { LeaseCarrier } from "./lease-carrier.ts";
import { ProxySocket } from "./proxy-socket.ts";
import { RunningLeases } from "./running-leases.ts";
import type { SlotHolder, SlotPool } from "./slot-pool.ts";

export interface LinkDeps {
  readonly origin: string;
  readonly operator: string;
  readonly session: SessionDeps;
  readonly slots: SlotPool;
}

export interface LinkEvents {
  /** The proxy admitted the key. */
  welcomed(): void;
  /** Once; no lease of the link runs any more. @param error why the proxy or this worker ended it, if either did */
  closed(reason: string, error: Error | null): void;
}

const WELCOME_WITHIN_MS = 30_000;

/** One connection for one key: from the dial to the close, with the leases that come over it. */
export class Link implements SlotHolder {
  readonly #key: WorkerKey;
  readonly #deps: LinkDeps;
  readonly #events: LinkEvents;
  readonly #socket: ProxySocket;
  readonly #handshake: Handshake;
  readonly #leases: RunningLeases;
  readonly #liveChecks: LiveChecks;
  /** The signed text of the last offers: they are sent again only when they have changed. */
  #offers = "";
  readonly #lost = new AbortController();
  readonly #cancelTimeout: () => void;
  #granted = 0;
  #draining = false;
  #error: Error | null = null;

  constructor(key: WorkerKey, deps: LinkDeps, events: LinkEvents) {
    const { clock, catalogue, log } = deps.session;
    this.#key = key;
    this.#deps = deps;
    this.#events = events;
    this.#handshake = new Handshake({
      origin: deps.origin,
      operator: deps.operator,
      key,
      manifests: Array.from(catalogue.models.values(), ({ manifestBytes }) => manifestBytes),
      offers: () => this.#signOffers(),
    });
    this.#leases = new RunningLeases({
      run: (lease, cancelled) => this.#run(lease, cancelled),
      renew: (leases) => this.send({ type: "renew", leases }),
      ended: () => deps.slots.giveBack(1),
      clock,
    });
    this.#liveChecks = new LiveChecks({
      evidence: (nonces) => key.liveEvidence(nonces),
      reply: (id, bundles) => this.#sendEvidence(id, bundles),
      clock,
      log,
    });
    this.#cancelTimeout = clock.after(WELCOME_WITHIN_MS, () =>
      this.fail("the proxy gave no welcome in time"),
    );
    this.#socket = new ProxySocket(
      deps.origin,
      {
        text: (message) => this.#guarded(() => this.#receive(parseProxyMessage(message))),
        binary: (message) => this.#guarded(() => this.#takeLease(message)),
        closed: (reason) => void this.#close(reason),
      },
      clock,
    );
  }

  /** The pool's slots become credit at the proxy. */
  grant(slots: number): void {
    this.#granted += slots;
    this.send({ type: "credit", slots });
  }

  send(message: WorkerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Takes no more jobs; resolves when those that run have ended. */
  async drain(): Promise<void> {
    if (!this.#draining) {
      this.#draining = true;
      if (this.#handshake.isOpen) this.send({ type: "drain" });
      this.#withdraw();
    }
    await this.#leases.whenIdle();
  }

  close(): void {
    this.#socket.close();
  }

  /** Ends the link without a word. */
  fail(reason: string): void {
    this.#socket.terminate(reason);
  }

  #receive(message: ProxyMessage): void {
    if (isHandshake(message)) return this.#shakeHands(message);
    if (!this.#handshake.saidHello) throw new LinkBreach("a message out of turn");
    switch (message.type) {
      case "cancel":
        return this.#leases.cancel(message.lease);
      case "roster":
        return this.#deps.session.rosters.take(fromBase64Url(message.header));
      case "attest":
        return this.#liveChecks.ask(message.id, message.nonces.map(fromHex));
      case "prices":
        return this.#takePrices(message.prices);
    }
  }

  /** Leases that run began under the prices of before, and keep to them. */
  #takePrices(prices: OwnerAsks): void {
    if (!this.#handshake.isOpen) throw new LinkBreach("prices before the welcome");
    this.#deps.session.catalogue.take(prices);
    const before = this.#offers;
    const signed = this.#signOffers();
    if (signed.offers !== before) this.send({ type: "offers", ...signed });
  }

  #signOffers(): SignedOffers {
    const signed = this.#key.signOffers(this.#deps.session.catalogue.offers);
    this.#offers = signed.offers;
    return signed;
  }

  #shakeHands(message: HandshakeMessage): void {
    const step = this.#handshake.take(message);
    if ("hello" in step) return this.send(step.hello);
    this.#cancelTimeout();
    this.#leases.leaseTtlMs = step.leaseTtlMs;
    if (!this.#draining) this.#deps.slots.offerTo(this);
    this.#events.welcomed();
  }

  #takeLease(bytes: Uint8Array): void {
    if (!this.#handshake.isOpen) throw new LinkBreach("a lease before the welcome");
    const lease = decodeLease(bytes);
    if (this.#leases.has(lease.lease)) throw new LinkBreach("a lease given twice");
    // Sent before the proxy knew that this link takes no more.
    if (this.#draining) return this.send({ type: "refuse", lease: lease.lease, code: "stopping" });
    if (this.#granted === 0) throw new LinkBreach("a lease without credit");
    this.#granted -= 1;
    this.#leases.start(lease);
  }

  #run(lease: ReturnType<typeof decodeLease>, cancelled: AbortSignal): Promise<void> {
    const link = {
      send: (message: WorkerMessage) => this.send(message),
      sendBytes: (bytes: Uint8Array) => this.#socket.send(bytes),
      ready: () => this.#socket.ready(),
    };
    const carrier = new LeaseCarrier(link, lease.lease);
    return runLease(
      { lease, key: this.#key, carrier, cancelled, lost: this.#lost.signal },
      this.#deps.session,
    );
  }

  #sendEvidence(id: number, bundles: readonly Uint8Array[]): void {
    const message = JSON.stringify({
      type: "evidence",
      id,
      bundles: bundles.map(toBase64Url),
    } satisfies WorkerMessage);
    if (message.length <= LIMITS.helloBytes) this.#socket.send(message);
    else this.#deps.session.log("warn", "live_check_too_large");
  }

  #withdraw(): void {
    const unused = this.#granted;
    this.#granted = 0;
    this.#deps.slots.withdraw(this, unused);
  }

  /** What is not of the protocol's form or out of turn ends the link; what it held is lost like after a cut. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      const known =
        error instanceof LinkBreach ||
        error instanceof LinkRefused ||
        error instanceof MalformedError ||
        error instanceof RosterError;
      if (!known) throw error;
      this.#error = error;
      this.fail(error.name);
    }
  }

  async #close(reason: string): Promise<void> {
    this.#cancelTimeout();
    this.#liveChecks.close();
    this.#lost.abort();
    this.#withdraw();
    await this.#leases.whenIdle();
    this.#events.closed(reason, this.#error);
  }
}
