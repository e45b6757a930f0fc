// The only module that knows Telegram's SDK: its next major version changes everything. Of the SDK we take the bridge, the typed
// and versioned messages; the components over it cost as much again and would hold a second copy of the app's state.
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type EventName, on, postEvent, supports } from "@tma.js/sdk";
import { safeColours } from "./contrast.ts";
import type { Bridge, Wanted } from "./in-telegram.ts";
import { colours, type Launch } from "./launch.ts";
import type { Haptic } from "./port.ts";
import { type Keychain, secureStoreOver } from "./secure-store.ts";
import { paint } from "./theme.ts";

/** Connects what is wanted of Telegram's controls to the controls. It lasts as long as the page. */
export function connectTelegram(launch: Launch, wanted: Wanted): Bridge {
  if (window.parent !== window) postEvent("iframe_ready", { reload_supported: true });
  const painted = signal(0);
  followTheme(launch, wanted, painted);
  followInsets(launch);
  showControls(launch, wanted);
  showPage(launch, wanted, painted);
  postEvent("web_app_expand");
  postEvent("web_app_ready");
  return {
    haptic,
    openLink: (url) => postEvent("web_app_open_link", { url }),
    addToHomeScreen,
    secureStore: secureStoreOver(keychain),
  };
}

/** Colours of the person's theme, and those in their place that could not be read. */
function followTheme({ theme }: Launch, { scheme }: Wanted, painted: Signal<number>): void {
  const measure = (own: Readonly<Record<string, string>>): void => {
    for (const [name, colour] of Object.entries(safeColours(own, scheme.value)))
      document.documentElement.style.setProperty(name, colour);
  };
  measure(theme);
  on("theme_changed", ({ theme_params }) => {
    const own = colours(theme_params);
    scheme.value = paint(own);
    measure(own);
    painted.value += 1;
  });
}

/** Edges that the phone or Telegram's own controls cover. */
function followInsets({ version }: Launch): void {
  const write = (area: string) => (insets: Readonly<Record<string, number>>) => {
    for (const [side, px] of Object.entries(insets))
      document.documentElement.style.setProperty(`--tg-${area}-inset-${side}`, `${px}px`);
  };
  on("safe_area_changed", (insets) => write("safe-area")({ ...insets }));
  on("content_safe_area_changed", (insets) => write("content-safe-area")({ ...insets }));
  if (supports("web_app_request_safe_area", version)) postEvent("web_app_request_safe_area");
  if (supports("web_app_request_content_safe_area", version)) postEvent("web_app_request_content_safe_area");
}

function showControls({ version }: Launch, { back, main, settings }: Wanted): void {
  effect(() => postEvent("web_app_setup_back_button", { is_visible: back.value !== null }));
  effect(() => {
    const button = main.value;
    postEvent("web_app_setup_main_button", {
      is_visible: button !== null,
      is_active: button !== null && !button.disabled && !button.busy,
      is_progress_visible: button?.busy ?? false,
      ...(button ? { text: button.text } : {}),
    });
  });
  if (supports("web_app_setup_settings_button", version))
    effect(() => postEvent("web_app_setup_settings_button", { is_visible: settings.value !== null }));
  pressed("back_button_pressed", () => back.value);
  pressed("settings_button_pressed", () => settings.value);
  pressed("main_button_pressed", () =>
    main.value?.busy || main.value?.disabled ? null : main.value?.onPress,
  );
}

const pressed = (event: EventName, press: () => (() => void) | null | undefined): void => {
  on(event, () => press()?.());
};

function showPage({ version }: Launch, wanted: Wanted, painted: ReadonlySignal<number>): void {
  const { ground, closing, swipes, active } = wanted;
  effect(() => {
    const list = ground.value === "list";
    postEvent("web_app_set_header_color", { color_key: list ? "secondary_bg_color" : "bg_color" });
    // Anew with each theme: Telegram keeps the colour that it was told.
    const color = painted.value < 0 ? null : tokenColour(list ? "--bg-grouped" : "--bg");
    if (color === null) return;
    postEvent("web_app_set_background_color", { color });
    if (supports("web_app_set_bottom_bar_color", version))
      postEvent("web_app_set_bottom_bar_color", { color });
  });
  effect(() => postEvent("web_app_setup_closing_behavior", { need_confirmation: closing.value }));
  if (supports("web_app_setup_swipe_behavior", version))
    effect(() => postEvent("web_app_setup_swipe_behavior", { allow_vertical_swipe: swipes.value }));
  on("visibility_changed", ({ is_visible }) => {
    active.value = is_visible;
  });
}

/** What a token of the design comes to on this theme. */
function tokenColour(token: string): `#${string}` | null {
  const colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  return /^#[0-9a-f]{6}$/i.test(colour) ? (colour as `#${string}`) : null;
}

function haptic(kind: Haptic): void {
  if (kind === "light")
    postEvent("web_app_trigger_haptic_feedback", { type: "impact", impact_style: "light" });
  else postEvent("web_app_trigger_haptic_feedback", { type: "notification", notification_type: kind });
}

const keychain: Keychain = {
  read: (req_id, key) => postEvent("web_app_secure_storage_get_key", { req_id, key }),
  save: (req_id, key, value) => postEvent("web_app_secure_storage_save_key", { req_id, key, value }),
  onAnswer: (listen) => {
    const stops = [
      on("secure_storage_key_received", ({ req_id, value }) =>
        listen({ requestId: req_id, value, failure: null }),
      ),
      on("secure_storage_key_saved", ({ req_id }) =>
        listen({ requestId: req_id, value: null, failure: null }),
      ),
      on("secure_storage_failed", ({ req_id, error }) =>
        listen({ requestId: req_id, value: null, failure: error ?? "it failed" }),
      ),
    ];
    return () => stops.forEach((stop) => stop());
  },
};

/** Telegram tells whether the person took it; where it never does, the app goes on. */
function addToHomeScreen(): Promise<boolean> {
  return new Promise((resolve) => {
    on("home_screen_added", () => resolve(true), true);
    on("home_screen_failed", () => resolve(false), true);
    postEvent("web_app_add_to_home_screen");
  });
}
