import { type ApiKeyListing, apiKeyList, newApiKey, type NewApiKey } from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";
import * as v from "valibot";
import type { Engine } from "../../engine/port.ts";
import { readTon } from "../../wallet/amount.ts";

const PATH = "/v1/account/keys";

/** A key for developers. Amounts in nanoton; without a budget: the whole balance. */
export interface DeveloperKey {
  readonly id: string;
  readonly label: string;
  readonly budgetNanoton: bigint | null;
  /** Of answers that are over. */
  readonly spentNanoton: bigint;
  readonly createdMs: number;
  readonly revokedMs: number | null;
}

/** All of them, those revoked too, the newest first. @throws EngineError, or what valibot throws for another form */
export async function allKeys(engine: Engine): Promise<readonly DeveloperKey[]> {
  const { keys } = v.parse(apiKeyList, await engine.request("GET", PATH));
  return keys.map(keyOf).sort((a, b) => b.createdMs - a.createdMs);
}

export const standingKeys = async (engine: Engine): Promise<readonly DeveloperKey[]> =>
  (await allKeys(engine)).filter(({ revokedMs }) => revokedMs === null);

/** @returns the key's own text, which no later call shows */
export async function createKey(engine: Engine, label: string, budgetNanoton: Nanoton): Promise<string> {
  const body = { label, budgetNanoton: String(budgetNanoton) };
  const made: NewApiKey = v.parse(newApiKey, await engine.request("POST", PATH, body));
  return made.apiKey;
}

/** @throws EngineError `amount_too_small` below what it has spent and holds */
export async function changeBudget(engine: Engine, id: string, budgetNanoton: Nanoton): Promise<void> {
  await engine.request("PUT", `${PATH}/${encodeURIComponent(id)}`, { budgetNanoton: String(budgetNanoton) });
}

export async function revokeKey(engine: Engine, id: string): Promise<void> {
  await engine.request("DELETE", `${PATH}/${encodeURIComponent(id)}`);
}

/** What a person writes, with a point or a comma; null where it is no amount above zero. */
export function budgetOf(text: string): Nanoton | null {
  const amount = readTon(text);
  return amount !== null && amount > 0n ? amount : null;
}

const keyOf = (key: ApiKeyListing): DeveloperKey => ({
  id: key.id,
  label: key.label,
  budgetNanoton: key.budgetNanoton === null ? null : BigInt(key.budgetNanoton),
  spentNanoton: BigInt(key.spentNanoton),
  createdMs: key.createdMs,
  revokedMs: key.revokedMs,
});
