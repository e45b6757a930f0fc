import type { BrowserContext, Page } from "playwright-core";
import { type Phone, type Scheme, THEMES } from "./phone.ts";

const BINDING = "cocoonTelegramHost";
const VERSION = "9.1";
/** As text: a function's would hold the names of whatever compiled it. */
const BRIDGE = `window.TelegramWebviewProxy = {
  postEvent: (type, data) => void window.${BINDING}(type, data ?? ""),
};`;

type Data = Readonly<Record<string, unknown>>;

/** How the app wants Telegram's main button. */
export interface MainButton {
  readonly visible: boolean;
  readonly active: boolean;
  readonly busy: boolean;
  readonly text: string;
}

const HIDDEN: MainButton = { visible: false, active: false, busy: false, text: "" };

/**
 * Telegram's phone program at the wire: it takes the messages that a mini-app posts to the WebView's bridge, and sends those
 * that a phone sends. The app's own module for Telegram runs as it is. What a phone keeps, such as its keychain, lasts over
 * reloads.
 */
export class TelegramHost {
  readonly #keychain = new Map<string, string>();
  #page: Page | null = null;
  #phone: Phone;
  mainButton: MainButton = HIDDEN;
  backVisible = false;
  settingsVisible = false;
  confirmsClosing = false;
  /** Names of the haptics asked for, in their order. */
  readonly haptics: string[] = [];
  /** Addresses that the app asked Telegram to open. */
  readonly opened: string[] = [];
  /** Types of all messages. */
  readonly messages: string[] = [];

  constructor(phone: Phone) {
    this.#phone = phone;
  }

  /** Gives every page of the context the bridge that Telegram's WebView has. */
  async attach(context: BrowserContext): Promise<void> {
    await context.exposeBinding(BINDING, ({ page }, type: string, data: string) => {
      this.#page = page;
      return this.#take(type, parsed(data));
    });
    await context.addInitScript(BRIDGE);
  }

  /** What Telegram puts behind the `#` of the app's address. @param initData as the bot's token signed it */
  hash(initData: string, startParam?: string): string {
    return String(
      new URLSearchParams({
        tgWebAppData: initData,
        tgWebAppVersion: VERSION,
        tgWebAppPlatform: "android",
        tgWebAppThemeParams: JSON.stringify(THEMES[this.#phone.scheme]),
        ...(startParam !== undefined && { tgWebAppStartParam: startParam }),
      }),
    );
  }

  pressMain = (): Promise<void> => this.#send("main_button_pressed");
  pressBack = (): Promise<void> => this.#send("back_button_pressed");
  pressSettings = (): Promise<void> => this.#send("settings_button_pressed");

  async setScheme(scheme: Scheme): Promise<void> {
    this.#phone = { ...this.#phone, scheme };
    await this.#send("theme_changed", { theme_params: THEMES[scheme] });
  }

  /** As when the person switches to another chat, and back. */
  setVisible = (visible: boolean): Promise<void> => this.#send("visibility_changed", { is_visible: visible });

  async #send(type: string, data: Data = {}): Promise<void> {
    await this.#page?.evaluate(
      ([name, sent]) => {
        const { Telegram } = window as unknown as {
          Telegram: { WebView: { receiveEvent(name: string, data: unknown): void } };
        };
        Telegram.WebView.receiveEvent(name, sent);
      },
      [type, data] as const,
    );
  }

  async #take(type: string, data: Data): Promise<void> {
    this.messages.push(type);
    const answer = this.#handlers[type];
    if (answer) await answer(data);
  }

  readonly #handlers: Readonly<Record<string, (data: Data) => Promise<void> | void>> = {
    web_app_setup_main_button: (data) => {
      this.mainButton = {
        visible: data["is_visible"] === true,
        active: data["is_active"] === true,
        busy: data["is_progress_visible"] === true,
        text: typeof data["text"] === "string" ? data["text"] : this.mainButton.text,
      };
    },
    web_app_setup_back_button: ({ is_visible }) => void (this.backVisible = is_visible === true),
    web_app_setup_settings_button: ({ is_visible }) => void (this.settingsVisible = is_visible === true),
    web_app_setup_closing_behavior: (data) =>
      void (this.confirmsClosing = data["need_confirmation"] === true),
    web_app_trigger_haptic_feedback: (data) =>
      void this.haptics.push(String(data["notification_type"] ?? data["impact_style"])),
    web_app_open_link: ({ url }) => void this.opened.push(String(url)),
    web_app_open_tg_link: (data) => void this.opened.push(`https://t.me${String(data["path_full"])}`),
    web_app_request_theme: () => this.#send("theme_changed", { theme_params: THEMES[this.#phone.scheme] }),
    web_app_request_viewport: () =>
      this.#send("viewport_changed", {
        width: this.#phone.width,
        height: this.#phone.height,
        is_expanded: true,
        is_state_stable: true,
      }),
    web_app_request_safe_area: () => this.#send("safe_area_changed", NO_INSETS),
    web_app_request_content_safe_area: () => this.#send("content_safe_area_changed", NO_INSETS),
    web_app_secure_storage_save_key: async (data) => {
      const { key, value } = data as { key: string; value: string | null };
      if (value === null) this.#keychain.delete(key);
      else this.#keychain.set(key, value);
      await this.#send("secure_storage_key_saved", { req_id: data["req_id"] });
    },
    web_app_secure_storage_get_key: (data) =>
      this.#send("secure_storage_key_received", {
        req_id: data["req_id"],
        value: this.#keychain.get(data["key"] as string) ?? null,
        can_restore: false,
      }),
    web_app_add_to_home_screen: () => this.#send("home_screen_added"),
  };
}

const NO_INSETS: Data = { top: 0, bottom: 0, left: 0, right: 0 };

/** Some messages have no data. */
function parsed(text: string): Data {
  const value: unknown = text === "" ? {} : JSON.parse(text);
  return typeof value === "object" && value !== null ? (value as Data) : {};
}
