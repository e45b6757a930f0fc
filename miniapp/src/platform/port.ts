import type { ReadonlySignal } from "@preact/signals";

export type Scheme = "light" | "dark";
export type Haptic = "light" | "success" | "error";
/** Which of the app's grounds Telegram paints its own header and bars in. */
export type Ground = "chat" | "list";

export interface MainButton {
  readonly text: string;
  readonly onPress: () => void;
  /** Shows progress, and is not pressed meanwhile. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
}

/** What a plain page draws itself, because nobody else does. */
export interface PageControls {
  readonly back: ReadonlySignal<(() => void) | null>;
  readonly main: ReadonlySignal<MainButton | null>;
}

/** A small store of the phone's own keychain. Values are text of at most 4096 characters. */
export interface SecureStore {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/**
 * Where the app runs: inside Telegram, or in a plain page. Telegram's own controls are asked for here and never drawn by a
 * screen; in a plain page the platform draws its own header and button instead.
 */
export interface Platform {
  readonly kind: "telegram" | "browser";
  /** Null where Telegram draws its own. */
  readonly controls: PageControls | null;
  /** IETF tag that the person's Telegram or browser has. */
  readonly languageCode: string;
  /** `startapp` of the link that opened the app; null without one. */
  readonly startParam: string | null;
  /** As Telegram signed it, for `POST /v1/sessions/telegram`; null in a plain page. */
  readonly initData: string | null;
  readonly scheme: ReadonlySignal<Scheme>;
  /** False while the app is in the background. */
  readonly active: ReadonlySignal<boolean>;
  /** False while there is no connection. */
  readonly online: ReadonlySignal<boolean>;
  /** Null where the phone has none. */
  readonly secureStore: SecureStore | null;
  /** Null hides it. */
  setMainButton(button: MainButton | null): void;
  /** Null hides it. */
  setBackButton(onPress: (() => void) | null): void;
  onSettings(open: () => void): void;
  setGround(ground: Ground): void;
  haptic(kind: Haptic): void;
  /** Closing the app asks first for as long as there is a reason. */
  askBeforeClosing(why: "payment" | `answer ${string}`, on: boolean): void;
  /** Swiping down closes the app; not while a sheet is open or the composer has the focus. */
  holdSwipes(why: "sheet" | "composer", on: boolean): void;
  openLink(url: string): void;
  /** Null where there is none; resolves to whether it was added. */
  readonly addToHomeScreen: (() => Promise<boolean>) | null;
  /** Hands a file to the person: a download, or the phone's share sheet. */
  saveFile(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<void>;
  copy(text: string): Promise<void>;
  ready(): void;
}
