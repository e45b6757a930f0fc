import { type Signal, signal } from "@preact/signals";
import { atLeast, type Launch } from "./launch.ts";
import { copy, pageActive, pageOnline, saveFile } from "./page.ts";
import type { Ground, Haptic, MainButton, Platform, Scheme, SecureStore } from "./port.ts";
import { forReasons } from "./reasons.ts";
import { paint } from "./theme.ts";

/** How Telegram's controls are to be. Telegram follows as soon as its bridge has come, and at each change from then on. */
export interface Wanted {
  readonly back: Signal<(() => void) | null>;
  readonly main: Signal<MainButton | null>;
  readonly settings: Signal<(() => void) | null>;
  readonly ground: Signal<Ground>;
  readonly closing: Signal<boolean>;
  readonly swipes: Signal<boolean>;
  readonly scheme: Signal<Scheme>;
  readonly active: Signal<boolean>;
}

/** What can only be asked of Telegram once its bridge is there. */
export interface Bridge {
  haptic(kind: Haptic): void;
  openLink(url: string): void;
  addToHomeScreen(): Promise<boolean>;
  readonly secureStore: SecureStore;
}

/** Whether Telegram shows the page: in the WebView of an app, or framed by its web client, which says so behind the `#`. */
export function inTelegram(hash: string): boolean {
  if ("TelegramWebviewProxy" in window) return true;
  return window.parent !== window && hash.includes("tgWebAppVersion=");
}

/**
 * Telegram's side of the app, at once: its colours and what it signed stand in the address. Its bridge, which the first paint does
 * not need, is fetched beside and takes over what was asked for meanwhile.
 */
export function telegramPlatform(
  launch: Launch,
  connect: (launch: Launch, wanted: Wanted) => Promise<Bridge>,
): Platform {
  const wanted = wishes(paint(launch.theme));
  const bridge = connect(launch, wanted);
  const phone = launch.client === "ios" || launch.client.startsWith("android");
  return {
    kind: "telegram",
    controls: null,
    languageCode: launch.languageCode ?? navigator.language,
    startParam: launch.startParam,
    initData: launch.initData,
    scheme: wanted.scheme,
    active: wanted.active,
    online: pageOnline(),
    secureStore: phone && atLeast(launch.version, "9.0") ? whenThere(bridge) : null,
    setMainButton: set(wanted.main),
    setBackButton: set(wanted.back),
    onSettings: set<(() => void) | null>(wanted.settings),
    setGround: set(wanted.ground),
    haptic: (kind) => void bridge.then((there) => there.haptic(kind)),
    askBeforeClosing: forReasons(set(wanted.closing)),
    holdSwipes: forReasons((held) => set(wanted.swipes)(!held)),
    openLink: (url) => void bridge.then((there) => there.openLink(url)),
    addToHomeScreen: atLeast(launch.version, "8.0") ? async () => (await bridge).addToHomeScreen() : null,
    saveFile,
    copy,
    // Telegram takes its placeholder away when the bridge says so, which it does as soon as it is there.
    ready: () => undefined,
  };
}

const wishes = (scheme: Scheme): Wanted => ({
  back: signal(null),
  main: signal(null),
  settings: signal(null),
  ground: signal("chat"),
  closing: signal(false),
  swipes: signal(true),
  scheme: signal(scheme),
  active: pageActive(),
});

const set =
  <T>(to: Signal<T>) =>
  (value: T): void => {
    to.value = value;
  };

const whenThere = (bridge: Promise<Bridge>): SecureStore => ({
  get: async (name) => (await bridge).secureStore.get(name),
  set: async (name, value) => (await bridge).secureStore.set(name, value),
  remove: async (name) => (await bridge).secureStore.remove(name),
});
