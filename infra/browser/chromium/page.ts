import { BrowserError, type Devtools } from "./devtools.ts";

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

/** One page of a browser. */
export class Page {
  readonly #devtools: Devtools;
  readonly #session: string;

  private constructor(devtools: Devtools, session: string) {
    this.#devtools = devtools;
    this.#session = session;
  }

  /** Opens `url` in a tab of its own, and waits until all it loads is there. @throws BrowserError when it can't be loaded */
  static async open(devtools: Devtools, url: string): Promise<Page> {
    const { targetId } = await devtools.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await devtools.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(devtools, sessionId as string);
    const { errorText } = await page.#send("Page.navigate", { url });
    if (typeof errorText === "string") throw new BrowserError(`${url} can't be loaded: ${errorText}`);
    await page.evaluate(
      'document.readyState === "complete" || new Promise((done) => addEventListener("load", () => done()))',
    );
    return page;
  }

  /** The value of an expression, its promise awaited, as JSON carries it. @throws BrowserError with what the page threw */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as unknown as Evaluated;
    if (exceptionDetails)
      throw new BrowserError(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  #send(method: string, params: Readonly<Record<string, unknown>>) {
    return this.#devtools.send(method, params, this.#session);
  }
}
