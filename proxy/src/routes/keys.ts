import {
  apiKeysOf,
  changeBudget,
  createCredential,
  type CredentialListing,
  revokeCredential,
} from "@cocoon/db/identities";
import {
  type ApiKeyList,
  type ApiKeyListing,
  apiKeyRequest,
  budgetRequest,
  CocoonError,
  MONEY_LIMITS,
  type NewApiKey,
} from "@cocoon/protocol/api";
import { Hono } from "hono";
import { SCOPES_OF } from "../identity/principal.ts";
import type { Services } from "../services.ts";
import { readAmount, readComment } from "./amount.ts";
import { readJson } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";
import { nanoton } from "@cocoon/protocol/money";

/** More than stand at once: those revoked are shown too, the oldest forgotten first. */
const LISTED = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** API keys of the account (SPEC 8.9): a key is shown when it is made, and never again. */
export function keyRoutes({ credentials, database, limits }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "keys");
    queryOf(context, null);
    const keys = await apiKeysOf(database, accountId, LISTED);
    return context.json({ keys: keys.map(listingOf) } satisfies ApiKeyList);
  });

  routes.post("/", async (context) => {
    const { accountId } = await credentials.principalOf(context, "keys");
    queryOf(context, null);
    limits.takePost(accountId);
    const given = await readJson(context, apiKeyRequest);
    const label = readComment(given.label);
    const budgetNanoton = given.budgetNanoton === null ? null : readAmount(given.budgetNanoton, nanoton(1n));
    const standing = (await apiKeysOf(database, accountId, LISTED)).filter(
      ({ revokedMs }) => revokedMs === null,
    );
    if (standing.length >= MONEY_LIMITS.apiKeysPerAccount) throw new CocoonError("too_many_credentials");
    const made = { kind: "api_key", accountId, label, budgetNanoton, scope: SCOPES_OF.api_key } as const;
    const { credentialId, secret } = await createCredential(database, made);
    const listing = (await apiKeysOf(database, accountId, LISTED)).find(
      (key) => key.credentialId === credentialId,
    );
    if (!listing) throw new CocoonError("internal");
    return context.json({ ...listingOf(listing), apiKey: secret.reveal() } satisfies NewApiKey, 201);
  });
  routes.all("/", methodNotAllowed);

  routes.put("/:id", async (context) => {
    const { accountId } = await credentials.principalOf(context, "keys");
    queryOf(context, null);
    limits.takePost(accountId);
    const budgetNanoton = readAmount((await readJson(context, budgetRequest)).budgetNanoton, nanoton(1n));
    const id = context.req.param("id");
    const changed = UUID.test(id) ? await changeBudget(database, id, accountId, budgetNanoton) : "absent";
    if (changed === "absent") throw new CocoonError("not_found", "no such API key with a budget");
    if (changed === "too_low")
      throw new CocoonError("amount_too_small", "the key has spent and holds more than that");
    return context.body(null, 204);
  });

  routes.delete("/:id", async (context) => {
    const { accountId } = await credentials.principalOf(context, "keys");
    queryOf(context, null);
    const id = context.req.param("id");
    const own =
      UUID.test(id) && (await apiKeysOf(database, accountId, LISTED)).some((key) => key.credentialId === id);
    if (!own) throw new CocoonError("not_found", "no such API key");
    await revokeCredential(database, id, accountId);
    credentials.forget();
    return context.body(null, 204);
  });
  routes.all("/:id", methodNotAllowed);

  return routes;
}

const listingOf = (key: CredentialListing): ApiKeyListing => ({
  id: key.credentialId,
  label: key.label,
  scopes: key.scope.length === 0 ? [...SCOPES_OF.api_key] : (key.scope as ApiKeyListing["scopes"]),
  budgetNanoton: key.budgetNanoton?.toString() ?? null,
  spentNanoton: key.budgetSpentNanoton.toString(),
  heldNanoton: key.budgetHeldNanoton.toString(),
  createdMs: key.createdMs,
  revokedMs: key.revokedMs,
});
