import type { BrowserContext, Page } from "playwright-core";
import type { Failure } from "./audits.ts";

const BINDING = "cocoonHabit";

/** Listens in on calls that no page should make; each does what it always does. As text: see the host of Telegram. */
const LISTENER = `(() => {
  const tell = (audit, why) => window.${BINDING}?.(audit, why);
  const heard = (owner, name, audit) => {
    const own = owner?.[name];
    if (!own) return;
    owner[name] = function (...all) { tell(audit, name); return own.apply(this, all); };
  };
  for (const name of ["write", "writeln"]) heard(Document.prototype, name, "document.write");
  for (const name of ["getCurrentPosition", "watchPosition"])
    heard(window.Geolocation?.prototype, name, "permissions on load");
  heard(window.MediaDevices?.prototype, "getUserMedia", "permissions on load");
  heard(window.Notification, "requestPermission", "permissions on load");
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...all) {
    if (type === "unload") tell("unload listeners", type);
    if (/^DOM(?:Node|Subtree|Attr|CharacterData)/.test(type)) tell("mutation events", type);
    return listen.call(this, type, ...all);
  };
})();`;

/** What a page does that only somebody notices who listens in on it: errors, old calls, questions to the person. */
export class Habits {
  readonly #failures: Failure[] = [];

  async attach(context: BrowserContext): Promise<void> {
    await context.exposeBinding(BINDING, (_, audit: Failure["audit"], why: string) =>
      this.#failures.push({ audit, why }),
    );
    await context.addInitScript(LISTENER);
    context.on("console", (message) => {
      // That an answer had another status than 200, or never came, is for the app to say, and stories ask for it.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus)
        this.#failures.push({ audit: "console", why: message.text() });
    });
  }

  /** The browser tells its debugger alone what is deprecated. */
  async listenTo(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    session.on("Audits.issueAdded", ({ issue: { code, details } }) => {
      const why = JSON.stringify(
        details.deprecationIssueDetails ?? details.contentSecurityPolicyIssueDetails,
      );
      if (code === "DeprecationIssue") this.#failures.push({ audit: "deprecated APIs", why });
      if (code === "ContentSecurityPolicyIssue") this.#failures.push({ audit: "policy violations", why });
    });
    await session.send("Audits.enable");
  }

  /** Since the last look. */
  taken(): Failure[] {
    return this.#failures.splice(0);
  }
}
