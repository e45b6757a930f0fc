import { type Escrow, escrowOf, owingOf } from "@cocoon/db/chain";
import { apiKeysOf, identitiesOf } from "@cocoon/db/identities";
import { balance } from "@cocoon/db/ledger";
import type { AccountStatus, EscrowStatus } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Principal } from "../identity/principal.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

const DAY_S = 86_400;

/** `GET /v1/account`: what there is, what the escrow allows, and what was asked with (SPEC 8.10). */
export function accountRoutes({ credentials, database }: Services): Hono {
  const routes = new Hono();
  routes.get("/", async (context) => {
    const principal = await credentials.principalOf(context, "read");
    queryOf(context, null);
    return context.json(await statusOf(database, principal));
  });
  routes.all("/", methodNotAllowed);
  return routes;
}

async function statusOf(database: Services["database"], principal: Principal): Promise<AccountStatus> {
  const { accountId } = principal;
  const [money, escrow, owing, identities, budgetNanoton] = await Promise.all([
    balance(database, accountId),
    escrowOf(database, accountId),
    owingOf(database, accountId),
    identitiesOf(database, accountId),
    budgetLeft(database, principal),
  ]);
  return {
    accountId,
    availableNanoton: money.availableNanoton.toString(),
    heldNanoton: money.heldNanoton.toString(),
    grantedNanoton: money.grantedNanoton.toString(),
    grantedHeldNanoton: money.grantedHeldNanoton.toString(),
    uncollectedNanoton: (owing?.owingNanoton ?? 0n).toString(),
    wallet: identities.find(({ kind }) => kind === "wallet")?.subject ?? null,
    telegram: identities.some(({ kind }) => kind === "telegram"),
    escrow: escrow && escrowStatusOf(escrow, Date.now()),
    credential: { kind: principal.kind, scopes: [...principal.scopes], budgetNanoton },
  };
}

async function budgetLeft(
  database: Services["database"],
  { kind, accountId, credentialId }: Principal,
): Promise<string | null> {
  if (kind !== "api_key") return null;
  const key = (await apiKeysOf(database, accountId)).find((one) => one.credentialId === credentialId);
  if (!key || key.budgetNanoton === null) return null;
  return (key.budgetNanoton - key.budgetSpentNanoton - key.budgetHeldNanoton).toString();
}

function escrowStatusOf(escrow: Escrow, nowMs: number): EscrowStatus {
  const today = escrow.day === Math.floor(nowMs / 1000 / DAY_S);
  return {
    address: escrow.address,
    balanceNanoton: escrow.balanceNanoton.toString(),
    depositedNanoton: escrow.depositedNanoton.toString(),
    chargedNanoton: escrow.chargedTotalNanoton.toString(),
    dailyLimitNanoton: escrow.dailyLimitNanoton.toString(),
    chargedTodayNanoton: (today ? escrow.chargedTodayNanoton : 0n).toString(),
    payerKey: escrow.payerKey,
    pending: pendingOf(escrow),
    closingAtMs: escrow.closingAt === null ? null : escrow.closingAt * 1000,
    frozenUntilMs: escrow.frozenUntilMs,
    epoch: escrow.epoch,
  };
}

/** Limit and payer key tighten together, each staying as it is where only the other changes. */
function pendingOf(escrow: Escrow): EscrowStatus["pending"] {
  if (escrow.pendingAt === null) return null;
  const limit = escrow.pendingDailyLimitNanoton ?? escrow.dailyLimitNanoton;
  return {
    dailyLimitNanoton: limit.toString(),
    payerKey: escrow.pendingPayerKey ?? escrow.payerKey,
    atMs: escrow.pendingAt * 1000,
  };
}
