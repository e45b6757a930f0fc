import {
  decodeAnswerPart,
  LIMITS,
  type OwnerAsks,
  type ProxyMessage,
  parseWorkerMessage,
  type SignedOffers,
  type WorkerMessage,
} from "@cocoon/protocol/api";
import { fromBase64Url, fromUtf8, MalformedError } from "@cocoon/protocol/bytes";
import type { WebSocket } from "ws";
import type { Log } from "../log.ts";
import type { ClaimedJob } from "../queue/port.ts";
import { reoffer } from "../registry/admission.ts";
import type { LiveNode } from "../registry/node.ts";
import { ProtocolBreach } from "./breach.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Inbox } from "./inbox.ts";
import { type Ending, Lease, type LeaseDeps } from "./lease.ts";
import type { LiveChecks } from "./live-checks.ts";
import { closeSocket, refusalOf } from "./socket.ts";

export interface LinkDeps extends LeaseDeps {
  readonly log: Log;
  readonly leaseTtlMs: number;
  readonly liveChecks: LiveChecks;
}

export interface LinkEvents {
  /** The worker asks for no more leases. */
  drains(): void;
  /** Its node has other offers. */
  reoffers(): void;
}

/** A lease on this link, with what else the link knows of it. */
interface Held {
  readonly lease: Lease;
  renewedMs: number;
  readonly timers: Set<ReturnType<typeof setTimeout>>;
}

/** How long a worker may take to wind up a lease it was asked to stop. */
const STOP_GRACE_MS = 5_000;
/** A wake can be lost (the bus is at most once), so an idle link looks for jobs by itself this often. */
const LOOK_EVERY_MS = 1_000;
/** Leases wait while this much is on its way to a worker that does not read. */
const UNREAD_BYTES = 4 * 1024 * 1024;

/** One admitted worker's connection: gives it leases while it has credit, and carries each lease's answer. */
export class WorkerLink {
  readonly #socket: WebSocket;
  readonly #deps: LinkDeps;
  readonly #held = new Map<string, Held>();
  readonly #inbox: Inbox;
  readonly #heartbeat: Heartbeat;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #events: LinkEvents;
  readonly #closed: Promise<void>;
  #node: LiveNode;
  #close: (() => void) | null = null;
  #credit = 0;
  #told: string | null = null;
  /** How often prices were told without offers in answer. */
  #reoffersDue = 0;
  #draining = false;
  #pumping = false;
  #pumpAgain = false;

  constructor(socket: WebSocket, node: LiveNode, deps: LinkDeps, events: LinkEvents) {
    this.#events = events;
    this.#socket = socket;
    this.#node = node;
    this.#deps = deps;
    this.#inbox = new Inbox(socket);
    this.#heartbeat = new Heartbeat(socket, () =>
      this.fail("heartbeat", new ProtocolBreach("no sign of life")),
    );
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK_EVERY_MS, deps.leaseTtlMs / 4));
    this.#closed = new Promise<void>((resolve) => {
      this.#close = resolve;
    }).then(() => this.#loseAll());
  }

  get keyId(): string {
    return this.#node.entry.keyId;
  }

  /** Who is paid. */
  get owner(): string {
    return this.#node.entry.operator;
  }

  get node(): LiveNode {
    return this.#node;
  }

  /** When the link has ended and nothing is held on it. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  get running(): number {
    return this.#held.size;
  }

  /** How many leases it could hold at once: those it holds, and those it has credit for. */
  get slots(): number {
    return this.#held.size + this.#credit;
  }

  send(message: ProxyMessage): void {
    if (this.#close) this.#socket.send(JSON.stringify(message));
  }

  /** What the worker's owner asks, of any model: it hears of its own, and once until it is something else. */
  tellPrices(asks: OwnerAsks): void {
    const prices = asks.filter(({ model }) => this.#node.offers.some((offer) => offer.model === model));
    const text = JSON.stringify(prices);
    if (prices.length === 0 || text === this.#told || !this.#close) return;
    this.#told = text;
    this.#reoffersDue += 1;
    this.send({ type: "prices", prices });
  }

  /** Takes one message. @throws MalformedError or ProtocolBreach: the caller closes the link */
  receive(data: Uint8Array, binary: boolean): void {
    if (!this.#close) return;
    if (!binary) return this.#control(parseWorkerMessage(fromUtf8(data)), data.length);
    const part = decodeAnswerPart(data);
    // Who streams is there, though its renewals may wait behind its frames.
    void this.#renew(part.lease);
    this.#inOrder(part.lease, data.length, async (lease) => {
      if (!(await lease.answer(part))) this.send({ type: "cancel", lease: lease.id });
    });
  }

  /** Claims jobs while there is credit. Called whenever one may have come. */
  pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    void this.#claimAll()
      .catch((error: unknown) => this.#note("claim_failed", error))
      .finally(() => {
        this.#pumping = false;
        if (this.#pumpAgain && this.#wants()) this.pump();
      });
  }

  /** Asks the worker to stop a job that it runs. */
  cancel(key: string): void {
    for (const held of this.#held.values()) if (held.lease.key === key) this.#stop(held, "cancelled");
  }

  /** No more leases; those running go on. */
  get draining(): boolean {
    return this.#draining;
  }

  drain(): void {
    this.#draining = true;
  }

  /** Every lease is lost; resolves when nothing is held any more. */
  close(): Promise<void> {
    this.#close?.();
    this.#close = null;
    return this.#closed;
  }

  /** Closes because of the worker, which is told why, or because Redis or Postgres are away: the queue finds its jobs. */
  fail(event: string, error: unknown): void {
    this.#note(event, error);
    closeSocket(this.#socket, refusalOf(error));
    void this.close();
  }

  #control(message: WorkerMessage, bytes: number): void {
    switch (message.type) {
      case "hello":
        throw new ProtocolBreach("a second hello");
      case "credit":
        this.#credit = Math.min(this.#credit + message.slots, LIMITS.slotsPerWorker);
        return this.pump();
      case "renew":
        for (const id of message.leases) void this.#renew(id);
        return;
      case "running":
        return this.#inOrder(message.lease, bytes, (lease) => lease.running(fromBase64Url(message.receipt)));
      case "done":
        return this.#inOrder(message.lease, bytes, (lease) => lease.done(fromBase64Url(message.receipt)));
      case "refuse":
        return this.#inOrder(message.lease, bytes, (lease) => lease.refuse(message.code));
      case "drain":
        this.drain();
        return this.#events.drains();
      case "evidence":
        return this.#deps.liveChecks.answer(this.keyId, message.id, message.bundles.map(fromBase64Url));
      case "offers":
        return this.#reoffer(message);
    }
  }

  /** Each change makes every client fetch a new list, so a worker has none that it was not asked for. */
  #reoffer({ offers, offersSignature }: SignedOffers): void {
    if (this.#reoffersDue === 0) throw new ProtocolBreach("offers that nobody asked for");
    this.#reoffersDue -= 1;
    this.#node = reoffer(this.#node, { offers, offersSignature });
    this.#events.reoffers();
  }

  async #claimAll(): Promise<void> {
    while (this.#wants()) {
      this.#pumpAgain = false;
      const claim = await this.#deps.queue.claim(this.keyId);
      if (!claim) return;
      this.#pumpAgain = true;
      await this.#give(claim);
    }
  }

  async #give(claim: ClaimedJob): Promise<void> {
    const lease = new Lease(claim, this.#node, this.#deps);
    if (!this.#close) return lease.unsent();
    const held: Held = { lease, renewedMs: Date.now(), timers: new Set() };
    this.#held.set(lease.id, held);
    this.#credit -= 1;
    this.#after(held, lease.notAfterMs - Date.now(), () => this.#stop(held, "deadline_exceeded"));
    this.#socket.send(lease.message(claim.job.envelope));
  }

  #wants(): boolean {
    const reads = this.#socket.bufferedAmount < UNREAD_BYTES;
    return this.#credit > 0 && !this.#draining && this.#close !== null && reads;
  }

  #stop(held: Held, reason: Ending): void {
    held.lease.stopFor(reason);
    this.send({ type: "cancel", lease: held.lease.id });
    if (reason === "deadline_exceeded") this.#inOrder(held.lease.id, 0, (lease) => lease.expire());
    this.#after(held, STOP_GRACE_MS, () => this.#inOrder(held.lease.id, 0, (late) => late.lost()));
  }

  async #renew(id: string): Promise<void> {
    const held = this.#held.get(id);
    // Far more often than the time to live asks for, a renewal only costs Redis a command.
    if (!held || Date.now() - held.renewedMs < this.#deps.leaseTtlMs / 10) return;
    held.renewedMs = Date.now();
    try {
      const renewed = await held.lease.renew();
      if (renewed === "cancelled") this.#stop(held, "cancelled");
      if (renewed === "void") this.#forfeit(held);
    } catch (error) {
      this.#note("renew_failed", error);
    }
  }

  /** Another worker has the job, or it is over: this one is told to stop, and what it still sends is ignored. */
  #forfeit(held: Held): void {
    this.send({ type: "cancel", lease: held.lease.id });
    this.#inOrder(held.lease.id, 0, async (lease) => lease.forfeit());
  }

  #look(): void {
    if (this.#socket.isPaused) return this.#standIn();
    const latest = Date.now() - this.#deps.leaseTtlMs;
    const silent = [...this.#held.values()].some(({ renewedMs }) => renewedMs < latest);
    // A worker that does not renew is gone, though its socket may still stand.
    if (silent) this.fail("lease_silent", new ProtocolBreach("a lease that was not renewed"));
    else this.pump();
  }

  /** While Redis takes nothing we read nothing: the worker may well have renewed, and its silence is ours. */
  #standIn(): void {
    for (const id of this.#held.keys()) void this.#renew(id);
  }

  #inOrder(id: string, bytes: number, work: (lease: Lease) => Promise<void>): void {
    // What comes for a lease that is over is nobody's.
    if (this.#held.has(id)) void this.#inbox.run(id, bytes, () => this.#work(id, work));
  }

  async #work(id: string, work: (lease: Lease) => Promise<void>): Promise<void> {
    const held = this.#held.get(id);
    if (!held) return;
    try {
      await work(held.lease);
    } catch (error) {
      if (this.#close) this.fail("lease_failed", error);
      else this.#note("lease_failed", error);
    }
    if (!held.lease.over) return;
    for (const timer of held.timers) clearTimeout(timer);
    this.#held.delete(id);
  }

  async #loseAll(): Promise<void> {
    clearInterval(this.#timer);
    this.#heartbeat.stop();
    closeSocket(this.#socket, null);
    const lost = [...this.#held.keys()].map((id) =>
      this.#inbox.run(id, 0, () => this.#work(id, (lease) => lease.lost())),
    );
    await Promise.all(lost);
    // What could not be given back for want of Redis: its lease runs out by itself.
    for (const { timers } of this.#held.values()) for (const timer of timers) clearTimeout(timer);
    this.#held.clear();
  }

  #after(held: Held, ms: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        held.timers.delete(timer);
        action();
      },
      Math.max(0, ms),
    );
    held.timers.add(timer);
  }

  #note(event: string, error: unknown): void {
    const own = error instanceof ProtocolBreach || error instanceof MalformedError;
    const reason = own ? error.message : error instanceof Error ? error.name : "unknown";
    this.#deps.log("warn", event, { keyId: this.keyId.slice(0, 16), reason });
  }
}
