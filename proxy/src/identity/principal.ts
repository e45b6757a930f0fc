import { CocoonError, type CredentialKind, type Scope } from "@cocoon/protocol/api";

/** Who asks, and what they may do: what every route is given in place of a key. */
export interface Principal {
  /** The person's account; of a bot, that of the one it asks for. */
  readonly accountId: string;
  readonly credentialId: string;
  readonly kind: CredentialKind;
  readonly scopes: readonly Scope[];
}

/** @throws CocoonError scope_missing */
export function checkScope({ scopes }: { readonly scopes: readonly Scope[] }, scope: Scope): void {
  if (!scopes.includes(scope)) throw new CocoonError("scope_missing", scope);
}

/** Whose bearer can hold no payer key: what they ask for is refused on an escrow that has one. */
export const isBearerOnly = ({ kind }: Principal): boolean => kind === "bot" || kind === "api_key";

/** What each kind of credential may do unless it is given less. */
export const SCOPES_OF: Readonly<Record<CredentialKind, readonly Scope[]>> = {
  api_key: ["jobs", "read"],
  access_token: ["jobs", "read", "deposit", "withdraw", "keys", "owner"],
  bot: ["jobs", "read", "deposit", "withdraw"],
  owner: ["owner", "read"],
};

export interface OnBehalfOf {
  readonly kind: "user" | "group";
  /** Telegram's number, as the identity's subject. */
  readonly subject: string;
}

/** `tg:<id>` of a user, `tg:-<id>` of a group. @throws CocoonError malformed_request */
export function readOnBehalfOf(header: string | undefined): OnBehalfOf {
  const [, subject] = /^tg:(-?[1-9][0-9]{0,18})$/.exec(header ?? "") ?? [];
  if (!subject)
    throw new CocoonError("malformed_request", "a bot names whom it asks for: on-behalf-of: tg:ID");
  return { kind: subject.startsWith("-") ? "group" : "user", subject };
}
