import { type ReadonlySignal, signal } from "@preact/signals";
import { copy, leaveGuard, pageActive, pageOnline, saveFile } from "./page.ts";
import type { Launch } from "./launch.ts";
import type { MainButton, Platform, Scheme } from "./port.ts";
import { forReasons } from "./reasons.ts";

/**
 * A plain page. It draws its own header and main button, the browser's Back is Back, and there is no keychain.
 * @param launch only a development program has what Telegram signed in a plain page: a link could put its author's account here
 */
export function browserPlatform(launch: Launch): Platform {
  const back = signal<(() => void) | null>(null);
  const main = signal<MainButton | null>(null);
  return {
    kind: "browser",
    controls: { back, main },
    languageCode: launch.languageCode ?? navigator.language,
    startParam: launch.startParam ?? new URLSearchParams(location.search).get("startapp"),
    initData: launch.initData,
    scheme: systemScheme(),
    active: pageActive(),
    online: pageOnline(),
    secureStore: null,
    setMainButton: (button) => {
      main.value = button;
    },
    setBackButton: historyBack((onPress) => {
      back.value = onPress;
    }),
    onSettings: () => undefined,
    setGround: () => undefined,
    haptic: () => undefined,
    askBeforeClosing: forReasons(leaveGuard()),
    holdSwipes: () => undefined,
    openLink: (url) => void window.open(url, "_blank", "noopener,noreferrer"),
    addToHomeScreen: null,
    saveFile,
    copy,
    ready: () => undefined,
  };
}

function systemScheme(): ReadonlySignal<Scheme> {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const scheme = signal<Scheme>(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => {
    scheme.value = dark.matches ? "dark" : "light";
  });
  return scheme;
}

/** By then the app has said whether there is still something to go back to. */
const SETTLED_MS = 150;

/**
 * The browser's own Back leads where the header's does: one entry of the history stands for "there is something to go back to",
 * and is put there anew for as long as there is.
 */
function historyBack(show: (onPress: (() => void) | null) => void): (onPress: (() => void) | null) => void {
  let press: (() => void) | null = null;
  let entry = false;
  const guard = (): void => {
    if (press && !entry) history.pushState({ cocoon: "back" }, "");
    entry = press !== null || entry;
  };
  window.addEventListener("popstate", () => {
    entry = false;
    press?.();
    setTimeout(guard, SETTLED_MS);
  });
  return (onPress) => {
    press = onPress;
    show(onPress);
    guard();
  };
}
