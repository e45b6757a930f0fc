import { WORKER_LINK_PATH } from "@cocoon/protocol/api";
import type { WorkerKey } from "../identity/worker-key.ts";
import { Backoff } from "../backoff.ts";
import { LinkRefused } from "./handshake.ts";
import { Link, type LinkDeps } from "./link.ts";

/** Keeps one key connected for as long as it lives: dials again after every loss, with growing waits. */
export class KeyLink {
  readonly key: WorkerKey;
  readonly #deps: LinkDeps;
  readonly #welcomed: () => void;
  readonly #backoff = new Backoff();
  #link: Link | null = null;
  #cancelDial: (() => void) | null = null;
  #stopped = false;
  #ended: () => void = () => undefined;
  /** Resolves when the link is stopped and nothing of it runs any more. */
  readonly ended = new Promise<void>((resolve) => {
    this.#ended = resolve;
  });

  /** @param welcomed called each time the proxy admits the key */
  constructor(key: WorkerKey, deps: LinkDeps, welcomed: () => void) {
    this.key = key;
    this.#deps = deps;
    this.#welcomed = welcomed;
    this.#dial();
  }

  /** Lets running jobs end, for `graceMs` at most, then says goodbye for good. */
  async retire(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelDial?.();
    const link = this.#link;
    if (!link) return this.#ended();
    const cancelWait = this.#deps.session.clock.after(graceMs, () => link.close());
    await Promise.race([link.drain(), this.ended]);
    cancelWait();
    link.close();
    await this.ended;
  }

  /** Drops the connection without a goodbye, as a crash would. */
  async kill(): Promise<void> {
    this.#stopped = true;
    this.#cancelDial?.();
    if (!this.#link) return this.#ended();
    this.#link.fail("killed");
    await this.ended;
  }

  #dial(): void {
    this.#link = new Link(this.key, this.#deps, {
      welcomed: () => {
        this.#backoff.reset();
        this.#log("info", "proxy_joined");
        this.#welcomed();
      },
      closed: (reason, error) => this.#lost(reason, error),
    });
  }

  #lost(reason: string, error: Error | null): void {
    this.#link = null;
    if (this.#stopped) return this.#ended();
    const waitMs = this.#backoff.next();
    if (error instanceof LinkRefused) {
      const { code, message } = error;
      this.#log("warn", "proxy_refused", { code: printable(code), sentence: printable(message), waitMs });
    } else this.#log("warn", "proxy_lost", { reason: printable(error?.message ?? reason), waitMs });
    this.#cancelDial = this.#deps.session.clock.after(waitMs, () => this.#dial());
  }

  #log(level: "info" | "warn", event: string, fields: Record<string, string | number> = {}): void {
    const { session, origin } = this.#deps;
    session.log(level, event, {
      url: origin + WORKER_LINK_PATH,
      keyId: this.key.keyIdHex.slice(0, 16),
      ...fields,
    });
  }
}

/** A proxy's words reach the terminal of whoever reads the log. */
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 256);
