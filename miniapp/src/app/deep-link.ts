import { openSheet, push } from "./nav.ts";

/** Where a link of Telegram leads: `topup_2`, `model_<id>`, `verify`. */
export type DeepLink =
  | { readonly to: "topup"; readonly ton: string | null }
  | { readonly to: "model"; readonly id: string }
  | { readonly to: "checks" };

/**
 * @param start what whoever made the link wrote: anything
 * @returns null for what leads to the chat, as `invite_<code>` does, whose code is Telegram's and the bot's business
 */
export function parseDeepLink(start: string | null): DeepLink | null {
  const [, name, rest] = /^([a-z]+)(?:_([A-Za-z0-9._-]{1,64}))?$/.exec(start ?? "") ?? [];
  if (name === "verify" && rest === undefined) return { to: "checks" };
  if (name === "topup") return topUp(rest);
  return name === "model" && rest ? { to: "model", id: rest } : null;
}

/** An amount in TON, its point written as the `-` that Telegram's links take, within what anybody tops up. */
function topUp(text: string | undefined): DeepLink {
  const ton = text?.replace("-", ".") ?? null;
  const valid = ton !== null && /^(?:[1-9]\d{0,4}|0)(?:\.\d{1,9})?$/.test(ton) && Number(ton) > 0;
  return { to: "topup", ton: valid ? ton : null };
}

/** Goes where a link leads, over the chat: Back leads there. */
export function follow(link: DeepLink | null, chooseModel: (id: string) => void): void {
  if (link?.to === "topup") {
    push("wallet", {});
    openSheet("topup", { ton: link.ton });
  }
  if (link?.to === "checks") push("checks", { answerId: null });
  if (link?.to === "model") chooseModel(link.id);
}
