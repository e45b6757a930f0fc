import assert from "node:assert/strict";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { until } from "../../until.ts";
import { axeFindings } from "./driver/axe.ts";
import { PHONE, type Phone } from "./driver/phone.ts";
import { Habits } from "./driver/practices/habits.ts";
import { screenFailures } from "./driver/practices/screen.ts";
import { TelegramHost } from "./driver/telegram-host.ts";
import { Watch } from "./driver/watch.ts";
import { initDataOf, newUserId, type World } from "./world.ts";

const SHOWN_MS = 20_000;

export interface VisitOptions {
  readonly phone?: Partial<Phone>;
  /** Of Telegram; null for a plain page. */
  readonly userId?: number | null;
  readonly startParam?: string;
  /** Run before anything of the app. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

/** One person with the app open, in Telegram or in a plain page. */
export class Visit {
  readonly world: World;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly phone: Phone;
  readonly watch: Watch;
  readonly habits: Habits;
  /** Null in a plain page. */
  readonly telegram: TelegramHost | null;
  readonly #userId: number | null;

  private constructor(
    world: World,
    parts: Pick<Visit, "context" | "page" | "phone" | "watch" | "habits" | "telegram">,
    userId: number | null,
  ) {
    this.world = world;
    this.context = parts.context;
    this.page = parts.page;
    this.phone = parts.phone;
    this.watch = parts.watch;
    this.habits = parts.habits;
    this.telegram = parts.telegram;
    this.#userId = userId;
  }

  static async begin(world: World, options: VisitOptions = {}): Promise<Visit> {
    const phone = { ...PHONE, ...options.phone };
    const userId = options.userId === undefined ? newUserId() : options.userId;
    const context = await world.browser.newContext({
      viewport: { width: phone.width, height: phone.height },
      locale: phone.language,
      colorScheme: phone.scheme,
      hasTouch: phone.width < 720,
      reducedMotion: "no-preference",
      permissions: ["clipboard-read", "clipboard-write"],
      acceptDownloads: true,
    });
    context.setDefaultTimeout(SHOWN_MS);
    const watch = new Watch(world.network.proxyUrl);
    await watch.attach(context);
    const habits = new Habits();
    await habits.attach(context);
    const telegram = userId === null ? null : new TelegramHost(phone);
    await telegram?.attach(context);
    await options.prepare?.(context);
    const page = await context.newPage();
    await habits.listenTo(page);
    const visit = new Visit(world, { context, page, phone, watch, habits, telegram }, userId);
    await visit.open(options.startParam);
    return visit;
  }

  /** Has the story of one visit told, and says what the page showed where it failed. */
  static async told(
    world: World,
    options: VisitOptions,
    story: (visit: Visit) => Promise<void>,
  ): Promise<void> {
    const visit = await Visit.begin(world, options);
    try {
      await story(visit);
    } catch (error) {
      world.stage.progress(`the page shows: ${await visit.shown().catch(() => "nothing any more")}`);
      throw error;
    } finally {
      await visit.close();
    }
  }

  /** Opens the app, or opens it anew: what the device keeps is still there. */
  async open(startParam?: string): Promise<void> {
    // Another address first: a change behind the # alone would load nothing.
    await this.page.goto("about:blank");
    await this.page.goto(await this.address(startParam));
  }

  /** Where Telegram opens the app, good once; or the plain page's address. */
  async address(startParam?: string): Promise<string> {
    const app = `${this.world.network.proxyUrl}/app/`;
    if (!this.telegram || this.#userId === null)
      return startParam === undefined ? app : `${app}?startapp=${startParam}`;
    const initData = await initDataOf(this.world, this.#userId);
    return `${app}#${this.telegram.hash(initData, startParam)}`;
  }

  button = (name: string | RegExp): Locator => this.page.getByRole("button", { name });
  heading = (name: string | RegExp): Locator => this.page.getByRole("heading", { name });
  text = (text: string | RegExp): Locator => this.page.getByText(text);
  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^(?:Message|Сообщение)$/ });
  }

  /** The sheet that is open. */
  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** Whole answers, each by what only they have. */
  get answers(): Locator {
    return this.button(/^(?:Copy answer|Скопировать ответ)$/);
  }

  /** Presses the platform's main button once it says so: Telegram's, or the page's own. */
  async pressMain(text: string | RegExp): Promise<void> {
    const { telegram } = this;
    if (!telegram) return this.page.locator(".page-main", { hasText: text }).and(this.button(text)).click();
    await until(
      `Telegram's main button "${String(text)}"`,
      () => {
        const { visible, active, busy, text: shown } = telegram.mainButton;
        const says = typeof text === "string" ? shown === text : text.test(shown);
        return visible && active && !busy && says;
      },
      SHOWN_MS,
    );
    await telegram.pressMain();
  }

  /** Telegram's Back, or the page's own. */
  async back(): Promise<void> {
    const { telegram } = this;
    if (!telegram) return this.button(/^(?:Back|Назад)$/).click();
    await until("Telegram's Back", () => telegram.backVisible, SHOWN_MS);
    await telegram.pressBack();
  }

  /** Nothing happened that must not, and axe finds nothing on what is shown. @param name of the screen, for the message */
  async judge(name: string): Promise<void> {
    // What stands in a screen's place while its program is fetched is no screen yet.
    await this.page.locator('main[aria-busy="true"]').waitFor({ state: "detached" });
    const { scores } = this.world;
    const found = await axeFindings(this.page);
    scores.screen(found);
    scores.failed(await screenFailures(this.page));
    assert.deepEqual(found.problems, [], `axe on ${name}`);
    this.unharmed(name);
  }

  unharmed(name: string): void {
    this.world.scores.failed(this.habits.taken());
    const problems = this.watch.taken();
    this.world.scores.failed(
      problems.map((why) => ({
        audit: why.startsWith("a request to") ? "foreign requests" : "policy violations",
        why,
      })),
    );
    assert.deepEqual(problems, [], `on ${name}`);
  }

  /** What the page shows, in one line: the first thing to know when a story fails. */
  async shown(): Promise<string> {
    const text = await this.page.locator("body").innerText({ timeout: 1_000 });
    return text.replaceAll(/\s+/g, " ").slice(0, 600);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
