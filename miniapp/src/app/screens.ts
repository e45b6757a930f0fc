import type { ComponentType } from "preact";
import { ListSkeleton } from "../design/skeleton.tsx";
import { Chat } from "../screens/chat/chat.tsx";
import type { Screens, Sheets } from "./nav.ts";
import { type LazyPart, lazy } from "./lazy.tsx";

/** A sheet comes up when it is there: nothing stands in its place meanwhile. */
const Nothing = (): null => null;

const list = <P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>) =>
  lazy(load, ListSkeleton);

/** The chat is in the first load; every other screen is fetched when it is opened, and all of them once the app is idle. */
export const SCREENS: {
  readonly [K in keyof Screens]: ComponentType<Screens[K]> | LazyPart<Screens[K]>;
} = {
  chat: Chat,
  chats: list(() => import("../screens/chats/chats.tsx")),
  checks: list(() => import("../screens/checks/checks.tsx")),
  wallet: list(() => import("../screens/wallet/wallet.tsx")),
  withdraw: list(() => import("../screens/wallet/withdraw.tsx")),
  limits: list(() => import("../screens/wallet/limits.tsx")),
  receipt: list(() => import("../screens/wallet/receipt.tsx")),
  earn: list(() => import("../screens/earn/earn.tsx")),
  prices: list(() => import("../screens/earn/prices.tsx")),
  calculator: list(() => import("../screens/earn/calculator.tsx")),
  machine: list(() => import("../screens/earn/machine.tsx")),
  settings: list(() => import("../screens/settings/settings.tsx")),
  keys: list(() => import("../screens/settings/keys.tsx")),
  privacy: list(() => import("../screens/settings/privacy.tsx")),
  onboarding: list(() => import("../screens/onboarding/onboarding.tsx")),
};

export const SHEETS: { readonly [K in keyof Sheets]: LazyPart<Sheets[K]> } = {
  models: lazy(() => import("../screens/chat/models.tsx"), Nothing),
  topup: lazy(() => import("../screens/wallet/topup.tsx"), Nothing),
  connect: lazy(() => import("../screens/wallet/connect.tsx"), Nothing),
  limit: lazy(() => import("../screens/wallet/limit-sheet.tsx"), Nothing),
  rename: lazy(() => import("../screens/chats/rename.tsx"), Nothing),
  language: lazy(() => import("../screens/settings/language.tsx"), Nothing),
  exportChats: lazy(() => import("../screens/settings/export-chats.tsx"), Nothing),
  importChats: lazy(() => import("../screens/settings/import-chats.tsx"), Nothing),
  newKey: lazy(() => import("../screens/settings/new-key.tsx"), Nothing),
  keyBudget: lazy(() => import("../screens/settings/key-budget.tsx"), Nothing),
  confirm: lazy(() => import("./confirm.tsx"), Nothing),
};

/** Screens on the ground of lists; the others stand on the chat's. */
export const GROUND: { readonly [K in keyof Screens]: "chat" | "list" } = {
  chat: "chat",
  onboarding: "chat",
  chats: "list",
  checks: "list",
  wallet: "list",
  withdraw: "list",
  limits: "list",
  receipt: "list",
  earn: "list",
  prices: "list",
  calculator: "list",
  machine: "list",
  settings: "list",
  keys: "list",
  privacy: "list",
};
