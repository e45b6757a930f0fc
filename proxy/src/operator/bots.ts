import type { Database } from "@cocoon/db/connection";
import { botCredentials, createCredential, revokeCredential } from "@cocoon/db/identities";
import type { Scope } from "@cocoon/protocol/api";
import { SCOPES_OF } from "../identity/principal.ts";
import { CommandError, UsageError } from "./errors.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface BotOptions {
  readonly label: string;
  readonly scope: readonly Scope[];
}

/** A credential that acts for the Telegram users and groups it names; its secret is shown this once. */
export async function makeBot(database: Database, { label, scope }: BotOptions) {
  const { credentialId, secret } = await createCredential(database, { kind: "bot", label, scope });
  return { credentialId, scope, credential: secret.reveal() };
}

export async function listBots(database: Database) {
  const bots = await botCredentials(database);
  return {
    bots: bots.map(({ credentialId, label, scope, createdMs, revokedMs }) => ({
      credentialId,
      label,
      scope: scope.length === 0 ? SCOPES_OF.bot : scope,
      createdMs,
      revokedMs,
    })),
  };
}

/** Ends any credential, a bot's or a person's; running proxies trust it for five seconds more at most. @throws CommandError */
export async function revoke(database: Database, credentialId: string) {
  const outcome = await revokeCredential(database, credentialId, null);
  if (outcome === "exists") throw new CommandError("no such credential stands");
  return { credentialId, revoked: true };
}

/** @throws UsageError */
export function readScope(text: string | undefined): Scope[] {
  const allowed = SCOPES_OF.bot;
  const named = text?.split(",") ?? allowed;
  const scope = allowed.filter((one) => named.includes(one));
  if (scope.length !== named.length || scope.length === 0)
    throw new UsageError(`--scope takes some of ${allowed.join(",")}`);
  return scope;
}

/** @throws UsageError */
export function readCredentialId(text = ""): string {
  if (!UUID.test(text)) throw new UsageError("--id takes a credential's id");
  return text;
}
