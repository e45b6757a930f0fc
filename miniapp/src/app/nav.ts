import { computed, signal } from "@preact/signals";
import type { Purpose } from "../wallet/identity.ts";
import type { LimitName } from "../wallet/device-limits.ts";

/** Every screen, with what it is opened with. At most three deep: see the mini-app's README. */
export interface Screens {
  /** The home; `chatId` opens a stored conversation, null a new one. */
  chat: { readonly chatId: string | null };
  chats: Record<string, never>;
  /** What was checked of the machine that gave an answer; without one, of the machines that the next message is sealed to. */
  checks: { readonly answerId: string | null };
  wallet: Record<string, never>;
  withdraw: Record<string, never>;
  limits: Record<string, never>;
  /** One line of the statement. */
  receipt: { readonly transferId: string };
  earn: Record<string, never>;
  prices: Record<string, never>;
  calculator: Record<string, never>;
  machine: Record<string, never>;
  settings: Record<string, never>;
  keys: Record<string, never>;
  privacy: Record<string, never>;
  /** The first start, in three steps: 1, 2, 3. */
  onboarding: { readonly step: number };
}

/** What comes up from below over a screen. */
export interface Sheets {
  models: Record<string, never>;
  topup: { readonly ton: string | null };
  /** Chooses a wallet and connects it; null: for what the account does not know of it yet. */
  connect: { readonly purpose: Purpose | null };
  /** Sets one of the amounts of the limits screen. */
  limit: { readonly of: LimitName };
  rename: { readonly id: string; readonly title: string; readonly done: () => void };
  language: Record<string, never>;
  exportChats: Record<string, never>;
  importChats: Record<string, never>;
  /** A new API key; `done` when there is one. */
  newKey: { readonly done: () => void };
  /** Another budget for one of them. */
  keyBudget: { readonly id: string; readonly spentNanoton: bigint; readonly done: () => void };
  /** Asks before something that can't be undone. */
  confirm: {
    readonly title: string;
    readonly text: string;
    readonly action: string;
    readonly danger: boolean;
    readonly done: (agreed: boolean) => void;
  };
}

export type ScreenName = keyof Screens;
export type SheetName = keyof Sheets;
export type Route = { [K in ScreenName]: { readonly screen: K; readonly params: Screens[K] } }[ScreenName];
export type OpenSheet = { [K in SheetName]: { readonly sheet: K; readonly params: Sheets[K] } }[SheetName];

const HOME: Route = { screen: "chat", params: { chatId: null } };

const stack = signal<readonly Route[]>([HOME]);
const open = signal<OpenSheet | null>(null);

/** The screen on top; the chat is always under it. */
export const route = computed<Route>(() => stack.value.at(-1) ?? HOME);
export const depth = computed<number>(() => stack.value.length);
export const sheet = computed<OpenSheet | null>(() => open.value);

export function push<K extends ScreenName>(screen: K, params: Screens[K]): void {
  closeSheet();
  const next = { screen, params } as Route;
  stack.value = screen === "chat" ? [next] : [...stack.value, next];
}

/** In place of the screen on top, which Back does not lead to any more. */
export function replace<K extends ScreenName>(screen: K, params: Screens[K]): void {
  closeSheet();
  const next = { screen, params } as Route;
  stack.value = [...stack.value.slice(0, -1), next];
}

export function openSheet<K extends SheetName>(name: K, params: Sheets[K]): void {
  closeSheet();
  open.value = { sheet: name, params } as OpenSheet;
}

/** Closes the sheet; one that asked is answered with no. */
export const closeSheet = (): void => answerConfirm(false);

/** Closes the sheet, and tells the one that asked what was chosen. */
export function answerConfirm(agreed: boolean): void {
  const shown = open.value;
  open.value = null;
  if (shown?.sheet === "confirm") shown.params.done(agreed);
}

/** Closes a sheet first, then the screen on top. @returns false on the home screen: there is nothing to go back to. */
export function back(): boolean {
  if (open.value) {
    closeSheet();
    return true;
  }
  if (stack.value.length < 2) return false;
  stack.value = stack.value.slice(0, -1);
  return true;
}

/** Asks in a sheet before something that can't be undone. @returns whether the person agreed */
export const confirm = (ask: Omit<Sheets["confirm"], "done">): Promise<boolean> =>
  new Promise((done) => openSheet("confirm", { ...ask, done }));
