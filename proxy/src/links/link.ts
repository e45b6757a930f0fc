import type { WebSocket } from "ws";
import {
  decodeAnswerPart,
  type ProxyMessage,
  parseWorkerMessage,
  type WorkerMessage,
} from "@cocoon/protocol/api";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import type { Log } from "../log.ts";
import type { LiveNode } from "../registry/node.ts";
import type { LiveChecks } from "./live-checks.ts";
import { Lease, type LeaseDeps, ProtocolBreach } from "./lease.ts";

export interface LinkDeps extends LeaseDeps {
  readonly log: Log;
  readonly leaseTtlMs: number;
  readonly liveChecks: LiveChecks;
}

/** How long a worker may take to wind up a lease it was asked to stop. */
const STOP_GRACE_MS = 5_000;
/** Received and not yet relayed: over it the socket is paused, which the worker sees as back-pressure. */
const PENDING_BYTES = 1024 * 1024;

/** One admitted worker's connection: gives it leases while it has credit, and carries each lease's answer. */
export class WorkerLink {
  readonly node: LiveNode;
  readonly #socket: WebSocket;
  readonly #deps: LinkDeps;
  readonly #leases = new Map<string, Lease>();
  /** The last work begun for each lease: what comes next waits for it, other leases don't. */
  readonly #order = new Map<string, Promise<void>>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #renewed = new Map<string, number>();
  readonly #sweep: ReturnType<typeof setInterval>;
  #credit = 0;
  #draining = false;
  #closed = false;
  #pumping = false;
  #pumpAgain = false;
  #pendingBytes = 0;

  constructor(socket: WebSocket, node: LiveNode, deps: LinkDeps) {
    this.#socket = socket;
    this.node = node;
    this.#deps = deps;
    this.#sweep = setInterval(() => this.#dropSilent(), deps.leaseTtlMs / 2);
  }

  get keyId(): string {
    return this.node.entry.keyId;
  }

  get running(): number {
    return this.#leases.size;
  }

  send(message: ProxyMessage): void {
    if (!this.#closed) this.#socket.send(JSON.stringify(message));
  }

  /** Takes one message. @throws MalformedError or ProtocolBreach: the caller closes the link */
  receive(data: Uint8Array, binary: boolean): void {
    if (!binary) return this.#control(parseWorkerMessage(new TextDecoder().decode(data)));
    const part = decodeAnswerPart(data);
    this.#inOrder(part.lease, data.length, (lease) => lease.answer(part));
  }

  /** Claims jobs while there is credit. Called whenever one may have come. */
  pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    void this.#claimAll().finally(() => {
      this.#pumping = false;
      if (this.#pumpAgain && this.#wants()) this.pump();
    });
  }

  /** Asks the worker to stop a job that it runs; true when this link runs it. */
  cancel(key: string): boolean {
    const lease = [...this.#leases.values()].find((candidate) => candidate.key === key);
    if (lease) this.#stop(lease, "cancelled");
    return lease !== undefined;
  }

  /** No more leases; those running go on. */
  drain(): void {
    this.#draining = true;
  }

  /** Every lease is lost, then nothing is held any more. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#sweep);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.terminate();
    await Promise.allSettled([...this.#leases.keys()].map((id) => this.#run(id, (lease) => lease.lost())));
  }

  #control(message: WorkerMessage): void {
    switch (message.type) {
      case "hello":
        throw new ProtocolBreach("a second hello");
      case "credit":
        this.#credit += message.slots;
        return this.pump();
      case "renew":
        for (const id of message.leases) this.#renew(id);
        return;
      case "running":
        return this.#inOrder(message.lease, 0, (lease) => lease.running(fromBase64Url(message.receipt)));
      case "done":
        return this.#inOrder(message.lease, 0, (lease) => lease.done(fromBase64Url(message.receipt)));
      case "refuse":
        return this.#inOrder(message.lease, 0, (lease) => lease.refuse(message.code));
      case "drain":
        return this.drain();
      case "evidence":
        return this.#deps.liveChecks.answer(this.keyId, message.id, message.bundles.map(fromBase64Url));
    }
  }

  async #claimAll(): Promise<void> {
    while (this.#wants()) {
      this.#pumpAgain = false;
      const claim = await this.#deps.queue.claim(this.keyId);
      if (!claim) return;
      const lease = new Lease(claim, this.node, this.#deps);
      this.#leases.set(lease.id, lease);
      if (this.#closed) return this.#run(lease.id, (lost) => lost.lost());
      this.#credit -= 1;
      this.#pumpAgain = true;
      this.#renewed.set(lease.id, Date.now());
      this.#after(lease.notAfterMs - Date.now(), () => this.#stop(lease, "deadline_exceeded"));
      this.#socket.send(lease.message());
    }
  }

  #wants(): boolean {
    return this.#credit > 0 && !this.#draining && !this.#closed;
  }

  #stop(lease: Lease, reason: "cancelled" | "deadline_exceeded"): void {
    if (!this.#leases.has(lease.id)) return;
    lease.stopFor(reason);
    this.send({ type: "cancel", lease: lease.id });
    this.#after(STOP_GRACE_MS, () => void this.#run(lease.id, (late) => late.lost()));
  }

  #renew(id: string): void {
    const lease = this.#leases.get(id);
    if (!lease) return;
    this.#renewed.set(id, Date.now());
    void lease.renew().then(
      (held) => {
        if (!held) this.send({ type: "cancel", lease: id });
      },
      (error: unknown) => this.#fail("renew_failed", error),
    );
  }

  /** A worker that does not renew is gone, though its socket may still stand. */
  #dropSilent(): void {
    const latest = Date.now() - this.#deps.leaseTtlMs;
    const silent = [...this.#leases.keys()].some((id) => (this.#renewed.get(id) ?? 0) < latest);
    if (!silent) return;
    this.#deps.log("warn", "worker_silent", { keyId: this.keyId.slice(0, 16) });
    void this.close();
  }

  #inOrder(id: string, bytes: number, work: (lease: Lease) => Promise<void>): void {
    this.#weigh(bytes);
    void this.#run(id, work).finally(() => this.#weigh(-bytes));
  }

  /** Runs the work after what came before it for the same lease; messages about a lease that is over are ignored. */
  #run(id: string, work: (lease: Lease) => Promise<void>): Promise<void> {
    const before = this.#order.get(id) ?? Promise.resolve();
    const after = before.then(() => this.#work(id, work));
    this.#order.set(id, after);
    return after;
  }

  async #work(id: string, work: (lease: Lease) => Promise<void>): Promise<void> {
    const lease = this.#leases.get(id);
    if (!lease) return;
    try {
      await work(lease);
    } catch (error) {
      this.#fail("lease_failed", error);
      // Redis or Postgres out of reach, or a worker that breaks the protocol: the queue finds the job again.
      if (!this.#closed) void this.close();
    }
    if (!lease.over) return;
    this.#leases.delete(id);
    this.#order.delete(id);
    this.#renewed.delete(id);
  }

  #weigh(bytes: number): void {
    this.#pendingBytes += bytes;
    if (this.#pendingBytes > PENDING_BYTES && !this.#socket.isPaused) this.#socket.pause();
    else if (this.#pendingBytes <= PENDING_BYTES / 2 && this.#socket.isPaused) this.#socket.resume();
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, Math.max(0, ms));
    this.#timers.add(timer);
  }

  #fail(event: string, error: unknown): void {
    const reason = error instanceof ProtocolBreach ? error.message : error instanceof Error ? error.name : "unknown";
    this.#deps.log("warn", event, { keyId: this.keyId.slice(0, 16), reason });
  }
}
