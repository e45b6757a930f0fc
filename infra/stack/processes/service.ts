import type { Child } from "./child.ts";

export interface ServiceOptions {
  readonly name: string;
  /** Starts the child and resolves once it is ready. */
  readonly start: () => Promise<Child>;
  /** Called when the child ends without having been told to. */
  readonly died: (service: Service) => void;
  readonly stopSignal?: NodeJS.Signals;
}

/** A child of the network under a name, which can be killed and started again. */
export class Service {
  readonly #options: ServiceOptions;
  #child: Child;
  #endExpected = false;

  private constructor(options: ServiceOptions, child: Child) {
    this.#options = options;
    this.#child = child;
    this.#watch(child);
  }

  static async start(options: ServiceOptions): Promise<Service> {
    return new Service(options, await options.start());
  }

  /** For a child that is ready already. */
  static adopt(child: Child, options: ServiceOptions): Service {
    return new Service(options, child);
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get logFile(): string {
    return this.#child.logFile;
  }

  /** Ends it and all that it started at once, as a crash would; resolves when it is gone. */
  kill(): Promise<void> {
    this.#endExpected = true;
    return this.#child.stop({ signal: "SIGKILL", graceMs: 0 });
  }

  /** Asks it to end in order. */
  stop(): Promise<void> {
    this.#endExpected = true;
    return this.#child.stop({ signal: this.#options.stopSignal ?? "SIGTERM" });
  }

  /** Starts it again after {@link Service.kill} or {@link Service.stop}; resolves once it is ready. */
  async restart(): Promise<void> {
    this.#child = await this.#options.start();
    this.#endExpected = false;
    this.#watch(this.#child);
  }

  #watch(child: Child): void {
    void child.exited.then(() => {
      if (this.#child === child && !this.#endExpected) this.#options.died(this);
    });
  }
}
