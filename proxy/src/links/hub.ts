import { randomBytes } from "node:crypto";
import type { RegistryState } from "@cocoon/contracts/registry";
import { LIMITS, type OperatorForm, parseWorkerMessage, type ProxyMessage } from "@cocoon/protocol/api";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { fromUtf8, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import type { SignedRoster } from "@cocoon/protocol/roster";
import type { RawData, WebSocket } from "ws";
import type { Bus } from "../bus/port.ts";
import { PriceTeller } from "../prices/price-teller.ts";
import { AdmissionError } from "../registry/admission-error.ts";
import { admit } from "../registry/admission.ts";
import { AcceptedValues } from "../registry/accepted-values.ts";
import type { NodeDirectory } from "../registry/directory.ts";
import { type NetworkRegistry, refusalOf as refusalByRegistry } from "../registry/network-registry.ts";
import type { LiveNode } from "../registry/node.ts";
import type { ReferenceCarrier } from "../registry/reference-values.ts";
import type { RosterKeeper } from "../registry/roster-keeper.ts";
import { ProtocolBreach } from "./breach.ts";
import { type LinkDeps, WorkerLink } from "./link.ts";
import type { Occupied } from "./presence-watch.ts";
import { closeSocket, type Refusal, refusalOf, sendMessage } from "./socket.ts";

export interface HubDeps extends LinkDeps {
  readonly policy: AppraisalPolicy;
  readonly operators: OperatorForm;
  readonly references: ReferenceCarrier;
  readonly registry: NetworkRegistry;
  /** What workers dial; known once the port is bound. */
  readonly origin: () => string;
  readonly holder: string;
  readonly directory: NodeDirectory;
  readonly roster: RosterKeeper;
  readonly bus: Bus;
  /** A worker's link has broken, without the worker having said that it would leave. */
  readonly onLost: (node: LiveNode) => void;
}

/** What the WebSocket server takes at most in one message. */
export const LARGEST_MESSAGE_BYTES = LIMITS.helloBytes;

const HELLO_WITHIN_MS = 10_000;
/** Sockets that may be open without an admitted worker behind them. */
const STRANGERS_AT_MOST = 256;
const CANCEL = "cancel";

/** Workers verify it: it is the roster key's word, not this proxy's (SPEC 8.6). */
const rosterMessage = ({ signed }: SignedRoster): ProxyMessage => ({
  type: "roster",
  header: toBase64Url(signed),
});

/** All worker links of this process: admits them, wakes them when jobs come, takes them down. */
export class LinkHub {
  readonly #deps: HubDeps;
  readonly #links = new Map<string, WorkerLink>();
  readonly #accepted: AcceptedValues;
  readonly #prices: PriceTeller;
  readonly #unsubscribe: (() => void)[];
  #strangers = 0;
  #stopping = false;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    const { bus, roster, references, policy, log } = deps;
    this.#accepted = new AcceptedValues(references, policy, log);
    this.#prices = new PriceTeller(deps);
    this.#unsubscribe = [
      bus.subscribe(CANCEL, (key) => this.#cancelHere(String(key))),
      // Any epoch may be the one that a client chose from, so every worker hears of each.
      roster.onRoster((next) => this.#broadcast(rosterMessage(next))),
      deps.registry.onReading((state) => this.#dropRefused(state)),
    ];
  }

  /** Takes a socket that a worker opened; it is closed when the worker breaks the protocol. */
  accept(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    if (this.#strangers >= STRANGERS_AT_MOST)
      return this.#refuse(socket, {
        code: "busy",
        sentence: "Too many links are being opened; dial again in a moment.",
      });
    const known = this.#stranger();
    const challenge = randomBytes(32);
    const late = { code: "hello_timeout", sentence: "No hello came in time." };
    const timer = setTimeout(() => this.#refuse(socket, late), HELLO_WITHIN_MS);
    socket.once("message", (raw: RawData, binary: boolean) => {
      clearTimeout(timer);
      const early = () => this.#refuse(socket, refusalOf(new ProtocolBreach("a message before the welcome")));
      socket.on("message", early);
      void this.#admit(socket, challenge, raw as Buffer, binary).finally(() => {
        socket.off("message", early);
        known();
      });
    });
    socket.once("close", () => {
      clearTimeout(timer);
      known();
    });
    sendMessage(socket, { type: "challenge", challenge: toHex(challenge) });
  }

  wake(keyIds: readonly string[]): void {
    for (const keyId of keyIds) this.#links.get(keyId)?.pump();
  }

  /** Asks whichever proxy leases the job to stop it. */
  cancel(key: string): void {
    this.#deps.bus.publish(CANCEL, key);
  }

  /** The owner has set a price: their workers hear of it, at whichever proxy they are. */
  pricesSet(owner: string): void {
    this.#prices.changed(owner);
  }

  /** Sends a client's nonce to a worker; false when this process does not hold its link. */
  attest(keyId: string, id: number, nonce: string): boolean {
    const link = this.#links.get(keyId);
    link?.send({ type: "attest", id, nonces: [nonce] });
    return link !== undefined;
  }

  get running(): number {
    return [...this.#links.values()].reduce((sum, link) => sum + link.running, 0);
  }

  /** Its links, with what each does now. */
  occupied(): Occupied[] {
    return [...this.#links.values()].map(({ node, running, slots }) => ({ node, running, slots }));
  }

  /** Gives no more leases; those running go on. */
  drain(): void {
    this.#stopping = true;
    for (const link of this.#links.values()) link.drain();
  }

  /** The nodes stay listed for a moment (see {@link NodeDirectory.close}): their workers dial again at once. */
  async close(): Promise<void> {
    this.drain();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const links = [...this.#links.values()];
    this.#links.clear();
    await Promise.all([this.#prices.close(), ...links.map((link) => link.close())]);
  }

  async #admit(socket: WebSocket, challenge: Uint8Array, data: Uint8Array, binary: boolean): Promise<void> {
    try {
      if (binary) throw new ProtocolBreach("a binary message before the hello");
      const hello = parseWorkerMessage(fromUtf8(data));
      if (hello.type !== "hello") throw new ProtocolBreach("the first message is not a hello");
      const { policy, operators, origin, holder, registry } = this.#deps;
      const nowMs = Date.now();
      const referenceValues = this.#accepted.at(nowMs);
      const context = { policy, operators, referenceValues, origin: origin(), challenge, holder, nowMs };
      const node = await admit(hello, context);
      const { keyId } = node.entry;
      for (let before = this.#links.get(keyId); before; before = this.#links.get(keyId))
        await this.#leave(before);
      // Last, so that no warning can come between it and the place among the links.
      await registry.check(node);
      if (this.#stopping)
        throw new AdmissionError("stopping", "This proxy is restarting; dial again in a moment.");
      if (socket.readyState !== socket.OPEN) return;
      // Offered to nobody from then on, and jobs that wait for it alone come back to be sealed anew.
      const link: WorkerLink = new WorkerLink(socket, node, this.#deps, {
        drains: () => void this.#unlist(link),
        reoffers: () => void this.#list(link).catch((error: unknown) => link.fail("not_listed", error)),
      });
      this.#links.set(keyId, link);
      socket.once("close", () => {
        if (this.#links.get(keyId) === link && !link.draining) this.#deps.onLost(node);
        void this.#leave(link);
      });
      await this.#list(link);
      this.#welcome(socket, link);
    } catch (error) {
      this.#refuse(socket, refusalOf(error), error);
    }
  }

  #welcome(socket: WebSocket, link: WorkerLink): void {
    const { leaseTtlMs, log, roster } = this.#deps;
    if (this.#links.get(link.keyId) !== link || socket.readyState !== socket.OPEN) return;
    socket.on("message", (raw: RawData, binary: boolean) => {
      try {
        link.receive(raw as Buffer, binary);
      } catch (error) {
        link.fail("worker_refused", error);
      }
    });
    link.send({ type: "welcome", leaseTtlMs });
    for (const recent of roster.recent()) link.send(rosterMessage(recent));
    this.#prices.join(link);
    this.#expire(link);
    log("info", "worker_joined", { keyId: link.keyId.slice(0, 16), models: link.node.offers.length });
  }

  /** A key that is past its life is offered to nobody; what it runs may end. */
  #expire(link: WorkerLink): void {
    const timer = setTimeout(
      () => {
        link.drain();
        void this.#unlist(link);
      },
      Math.max(0, link.node.entry.expiresMs - Date.now()),
    );
    timer.unref();
    void link.closed.then(() => clearTimeout(timer));
  }

  async #leave(link: WorkerLink): Promise<void> {
    if (this.#links.get(link.keyId) === link) {
      this.#links.delete(link.keyId);
      this.#deps.log("info", "worker_left", { keyId: link.keyId.slice(0, 16) });
      await this.#unlist(link);
    }
    await link.close();
  }

  /** Shows its node to all as it is now. What has left, also while Redis was writing, is not put back. */
  async #list(link: WorkerLink): Promise<void> {
    const hasLeft = () => this.#links.get(link.keyId) !== link || (link.draining && !this.#stopping);
    if (!hasLeft()) await this.#deps.directory.put(link.node);
    if (hasLeft()) await this.#unlist(link);
  }

  async #unlist({ keyId }: WorkerLink): Promise<void> {
    const { directory, log } = this.#deps;
    await directory.remove(keyId).catch(() => log("warn", "directory_unreachable"));
  }

  #cancelHere(key: string): void {
    for (const link of this.#links.values()) link.cancel(key);
  }

  /** What was warned of gets no more jobs, and its answers are not waited for: those who asked seal to others. */
  #dropRefused(state: RegistryState): void {
    for (const link of this.#links.values()) {
      const refusal = refusalByRegistry(state, link.node);
      if (refusal) link.fail("worker_denied", refusal);
    }
  }

  #broadcast(message: ProxyMessage): void {
    for (const link of this.#links.values()) link.send(message);
  }

  /** Counts a socket without an admitted worker, until the returned function is called. */
  #stranger(): () => void {
    let strange = true;
    this.#strangers += 1;
    return () => {
      if (strange) this.#strangers -= 1;
      strange = false;
    };
  }

  #refuse(socket: WebSocket, refusal: Refusal, error?: unknown): void {
    if (socket.readyState !== socket.OPEN) return;
    const reason = refusal.code === "internal" && error instanceof Error ? error.name : refusal.code;
    this.#deps.log("warn", "worker_refused", { code: refusal.code, reason });
    closeSocket(socket, refusal);
  }
}
