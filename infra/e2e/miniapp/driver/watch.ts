import type { BrowserContext, ConsoleMessage, Page } from "playwright-core";

const BINDING = "cocoonViolation";

/**
 * What must never happen in the app, whatever a story does: a request to another origin, something that the page's policy
 * had to stop, an error that nobody caught.
 */
export class Watch {
  readonly #origin: string;
  readonly #problems: string[] = [];
  /** Every address asked for, by the page or its workers, without the query. */
  readonly asked: string[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  async attach(context: BrowserContext): Promise<void> {
    context.on("request", (request) => this.#request(request.url()));
    context.on("page", (page) => this.#page(page));
    context.on("console", (message) => this.#console(message));
    await context.exposeBinding(BINDING, (_, what: string) => void this.#problems.push(what));
    await context.addInitScript((binding) => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const tell = (window as unknown as Record<string, (what: string) => void>)[binding];
        tell?.(`policy: ${event.effectiveDirective} stopped ${event.blockedURI} in ${event.sourceFile}`);
      });
    }, BINDING);
  }

  /** What happened since the last look, each once. */
  taken(): string[] {
    return [...new Set(this.#problems.splice(0))];
  }

  #request(address: string): void {
    if (/^(?:data|blob|about):/.test(address)) return;
    const url = new URL(address);
    this.asked.push(url.pathname);
    if (url.origin !== this.#origin) this.#problems.push(`a request to ${url.origin}${url.pathname}`);
  }

  #page(page: Page): void {
    page.on("pageerror", (error) => this.#problems.push(`nobody caught: ${error.message}`));
    page.on("crash", () => this.#problems.push("the page crashed"));
  }

  /** The browser tells of stopped things in workers by the console only. A status that was asked for is no fault of the page. */
  #console(message: ConsoleMessage): void {
    const text = message.text();
    if (/Content Security Policy|Trusted ?Type|integrity|Refused to/i.test(text))
      this.#problems.push(`console: ${text.slice(0, 300)}`);
  }
}
