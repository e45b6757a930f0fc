import { randomBytes } from "node:crypto";
import { LIMITS, parseWorkerMessage, type ProxyMessage } from "@cocoon/protocol/api";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { MalformedError, toHex } from "@cocoon/protocol/bytes";
import type { RawData, WebSocket } from "ws";
import type { Bus } from "../bus/port.ts";
import type { Log } from "../log.ts";
import { AdmissionError, admit } from "../registry/admission.ts";
import type { NodeDirectory } from "../registry/directory.ts";
import { ProtocolBreach } from "./lease.ts";
import { type LinkDeps, WorkerLink } from "./link.ts";

export interface HubDeps extends LinkDeps {
  readonly policy: AppraisalPolicy;
  /** What workers dial; known once the port is bound. */
  readonly origin: () => string;
  readonly holder: string;
  readonly directory: NodeDirectory;
  readonly bus: Bus;
  readonly log: Log;
}

const HELLO_WITHIN_MS = 10_000;
const CANCEL = "cancel";

/** All worker links of this process: admits them, wakes them when jobs come, takes them down. */
export class LinkHub {
  readonly #deps: HubDeps;
  readonly #links = new Map<string, WorkerLink>();
  readonly #unsubscribe: (() => void)[];
  #stopping = false;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#unsubscribe = [
      deps.bus.subscribe(CANCEL, (key) => void this.#cancelHere(String(key))),
      deps.directory.onIndex(({ root }) => this.#broadcast({ type: "roster", root })),
    ];
  }

  /** Takes a socket that a worker opened; it is closed when the worker breaks the protocol. */
  accept(socket: WebSocket): void {
    const challenge = randomBytes(32);
    let link: WorkerLink | null = null;
    let saidHello = false;
    const timer = setTimeout(() => this.#refuse(socket, "hello_timeout", "No hello came in time."), HELLO_WITHIN_MS);
    const end = () => {
      clearTimeout(timer);
      if (link) void this.#leave(link);
    };
    socket.on("close", end);
    socket.on("error", () => socket.terminate());
    socket.on("message", (raw: RawData, binary: boolean) => {
      const data = raw as Buffer;
      try {
        if (link) return link.receive(data, binary);
        if (saidHello || binary) throw new ProtocolBreach("a message before the welcome");
        saidHello = true;
        clearTimeout(timer);
        void this.#admit(socket, challenge, data).then((admitted) => {
          link = admitted;
          if (link && socket.readyState !== socket.OPEN) end();
        });
      } catch (error) {
        this.#refuseFor(socket, error);
      }
    });
    send(socket, { type: "challenge", challenge: toHex(challenge) });
  }

  wake(keyIds: readonly string[]): void {
    for (const keyId of keyIds) this.#links.get(keyId)?.pump();
  }

  /** Asks whichever proxy leases the job to stop it. */
  cancel(key: string): void {
    this.#deps.bus.publish(CANCEL, key);
  }

  /** Sends a client's nonce to a worker of this process. */
  attest(keyId: string, id: number, nonce: string): void {
    this.#links.get(keyId)?.send({ type: "attest", id, nonces: [nonce] });
  }

  get running(): number {
    return [...this.#links.values()].reduce((sum, link) => sum + link.running, 0);
  }

  /** Gives no more leases; those running go on. */
  drain(): void {
    this.#stopping = true;
    for (const link of this.#links.values()) link.drain();
  }

  async close(): Promise<void> {
    this.drain();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await Promise.all([...this.#links.values()].map((link) => this.#leave(link)));
  }

  async #admit(socket: WebSocket, challenge: Uint8Array, data: Uint8Array): Promise<WorkerLink | null> {
    const { policy, origin, holder, directory, leaseTtlMs, log } = this.#deps;
    try {
      const hello = parseWorkerMessage(new TextDecoder().decode(data));
      if (hello.type !== "hello") throw new ProtocolBreach("the first message is not a hello");
      if (this.#stopping) throw new AdmissionError("stopping", "This proxy is restarting; dial again in a moment.");
      const node = await admit(hello, { policy, origin: origin(), challenge, holder, nowMs: Date.now() });
      const { keyId } = node.entry;
      const before = this.#links.get(keyId);
      if (before) await this.#leave(before);
      const link = new WorkerLink(socket, node, this.#deps);
      this.#links.set(keyId, link);
      await directory.put(node);
      link.send({ type: "welcome", leaseTtlMs });
      link.send({ type: "roster", root: directory.index().root });
      log("info", "worker_joined", { keyId: keyId.slice(0, 16), models: node.offers.length });
      return link;
    } catch (error) {
      this.#refuseFor(socket, error);
      return null;
    }
  }

  async #leave(link: WorkerLink): Promise<void> {
    const { keyId } = link;
    if (this.#links.get(keyId) === link) {
      this.#links.delete(keyId);
      await this.#deps.directory.remove(keyId).catch(() => this.#deps.log("warn", "directory_unreachable"));
      this.#deps.log("info", "worker_left", { keyId: keyId.slice(0, 16) });
    }
    await link.close();
  }

  #cancelHere(key: string): boolean {
    return [...this.#links.values()].some((link) => link.cancel(key));
  }

  #broadcast(message: ProxyMessage): void {
    for (const link of this.#links.values()) link.send(message);
  }

  #refuseFor(socket: WebSocket, error: unknown): void {
    if (error instanceof AdmissionError) return this.#refuse(socket, error.code, error.message);
    if (error instanceof MalformedError || error instanceof ProtocolBreach)
      return this.#refuse(socket, "malformed_message", `The link is closed: ${error.message}.`);
    this.#deps.log("error", "admission_failed", { reason: error instanceof Error ? error.name : "unknown" });
    this.#refuse(socket, "internal", "The proxy failed; dial again in a moment.");
  }

  #refuse(socket: WebSocket, code: string, sentence: string): void {
    this.#deps.log("warn", "worker_refused", { code });
    send(socket, { type: "refused", code, sentence: sentence.slice(0, 512) });
    socket.close(1008, code.slice(0, 100));
  }
}

function send(socket: WebSocket, message: ProxyMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** What the WebSocket server takes at most in one message. */
export const LARGEST_MESSAGE_BYTES = LIMITS.helloBytes;
