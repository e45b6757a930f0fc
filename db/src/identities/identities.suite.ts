import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { eq, or, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import {
  appendEvent,
  eventsAfter,
  forgetEvents,
  latestEventSeq,
  onEvents,
  telegramEventsAfter,
} from "../events/index.ts";
import { admit, disputeOf, fileDispute, finish, recentDisputes } from "../jobs/index.ts";
import { ended, newJob } from "../jobs/jobs.suite.ts";
import { deposit } from "../ledger/index.ts";
import { modelDemand, ownerEarnings, ownerPricesOf, setOwnerPrice } from "../owners/index.ts";
import { credentials } from "../schema/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import {
  accountOfIdentity,
  apiKeysOf,
  changeBudget,
  botCredentials,
  createCredential,
  forgetExpired,
  identitiesOf,
  type Identity,
  linkIdentity,
  revokeCredential,
  saveChallenge,
  signIn,
  useChallenge,
  useInitData,
  verifyCredential,
} from "./index.ts";

const hash = (): string => randomBytes(32).toString("hex");
const telegram = (): Identity => ({ kind: "telegram", subject: String(randomInt(2 ** 40)) });
const wallet = (): Identity => ({ kind: "wallet", subject: `0:${hash()}` });

/** What every implementation of the driver port must let sign-in, links, keys and events keep. */
export function identitiesSuite(open: () => Promise<Database>): void {
  describe("identities", () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    }, OPEN_TIMEOUT_MS);
    afterAll(() => database.close());

    const come = async (identity: Identity) => (await signIn(database, identity, "")).accountId;
    const pay = (accountId: string, amount: bigint) =>
      deposit(database, { transferId: randomUUID(), accountId, amountNanoton: nanoton(amount) });

    it("uses a challenge once, for its purpose, in its time", async () => {
      const challenge = { hash: hash(), purpose: "sign-in" as const, accountId: null };
      await saveChallenge(database, { ...challenge, lifetimeMs: 60_000 });
      expect(await useChallenge(database, { ...challenge, purpose: "owner" })).toBeNull();
      const used = await Promise.all([1, 2, 3].map(() => useChallenge(database, challenge)));
      expect(used.filter((one) => one !== null)).toEqual([{ accountId: null }]);
      const late = { ...challenge, hash: hash() };
      await saveChallenge(database, { ...late, lifetimeMs: -1 });
      expect(await useChallenge(database, late)).toBeNull();
      expect(await useChallenge(database, { ...challenge, hash: hash() })).toBeNull();
    });

    it("takes initData once, until it has expired anyway", async () => {
      const one = hash();
      const taken = await Promise.all([1, 2, 3].map(() => useInitData(database, one, 60_000)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const old = hash();
      expect(await useInitData(database, old, -1)).toBe(true);
      expect(await useInitData(database, old, -1)).toBe(false);
      await forgetExpired(database);
      expect(await useInitData(database, old, -1)).toBe(true);
      expect(await useInitData(database, one, 60_000)).toBe(false);
    });

    it("makes one account of an identity, however many come at once", async () => {
      const identity = wallet();
      const came = await Promise.all(Array.from({ length: 8 }, () => signIn(database, identity, "w")));
      expect(new Set(came.map(({ accountId }) => accountId)).size).toBe(1);
      expect(came.filter(({ created }) => created)).toHaveLength(1);
      expect(await accountOfIdentity(database, identity)).toBe(came[0]?.accountId);
      expect(await accountOfIdentity(database, wallet())).toBeNull();
    });

    it("links a wallet that never came in, and tells the account", async () => {
      const accountId = await come(telegram());
      const identity = wallet();
      expect(await linkIdentity(database, accountId, identity)).toEqual({ kind: "linked", accountId });
      expect(await linkIdentity(database, accountId, identity)).toEqual({ kind: "exists", accountId });
      expect(await linkIdentity(database, accountId, wallet())).toEqual({ kind: "kind_taken" });
      expect((await identitiesOf(database, accountId)).map(({ kind }) => kind)).toEqual([
        "telegram",
        "wallet",
      ]);
      expect(await eventsAfter(database, { accountId, seq: "0" })).toMatchObject([
        { kind: "linked", data: { kind: "wallet" } },
      ]);
      await expect(linkIdentity(database, randomUUID(), wallet())).rejects.toMatchObject({
        code: "account_unknown",
      });
    });

    it.each([
      ["neither has money", 0n, 0n, "asker"],
      ["the asker has", 5n, 0n, "asker"],
      ["the other has", 0n, 5n, "other"],
    ] as const)("merges two accounts when %s", async (_, mine, theirs, left) => {
      const [person, purse] = [telegram(), wallet()];
      const accounts = { asker: await come(person), other: await come(purse) };
      if (mine > 0n) await pay(accounts.asker, mine);
      if (theirs > 0n) await pay(accounts.other, theirs);
      const gone = left === "asker" ? accounts.other : accounts.asker;
      const { secret } = await createCredential(database, { kind: "access_token", accountId: gone });
      expect(await linkIdentity(database, accounts.asker, purse)).toEqual({
        kind: "merged",
        accountId: accounts[left],
      });
      expect(await come(person)).toBe(accounts[left]);
      expect(await come(purse)).toBe(accounts[left]);
      expect(await verifyCredential(database, secret.reveal())).toBeNull();
    });

    it("never merges two accounts with money, nor two of one kind", async () => {
      const [person, purse] = [telegram(), wallet()];
      const [asker, other] = [await come(person), await come(purse)];
      await pay(asker, 1n);
      await pay(other, 1n);
      expect(await linkIdentity(database, asker, purse)).toEqual({ kind: "both_have_money" });
      expect(await come(purse)).toBe(other);
      const [first, second] = [telegram(), telegram()];
      const accountId = await come(first);
      await come(second);
      expect(await linkIdentity(database, accountId, second)).toEqual({ kind: "kind_taken" });
    });

    it("knows a credential until it is revoked or over, and keeps no secret", async () => {
      const accountId = await come(telegram());
      const made = await createCredential(database, {
        kind: "api_key",
        accountId,
        label: "laptop",
        scope: ["jobs", "account"],
        budgetNanoton: nanoton(100n),
      });
      expect(made.secret.reveal()).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
      expect(await verifyCredential(database, made.secret.reveal())).toEqual({
        credentialId: made.credentialId,
        kind: "api_key",
        accountId,
        subject: null,
        scope: ["jobs", "account"],
      });
      expect(await apiKeysOf(database, accountId)).toMatchObject([
        { label: "laptop", budgetNanoton: 100n, budgetSpentNanoton: 0n, revokedMs: null },
      ]);
      const stored = await database.run((s) => s.execute(sql`select credentials::text from credentials`));
      expect(JSON.stringify(stored)).not.toContain(made.secret.reveal().slice(3));
      expect(await revokeCredential(database, made.credentialId, randomUUID())).toBe("exists");
      expect(await revokeCredential(database, made.credentialId, accountId)).toBe("revoked");
      expect(await verifyCredential(database, made.secret.reveal())).toBeNull();
      const over = await createCredential(database, { kind: "access_token", accountId, lifetimeMs: -1 });
      expect(await verifyCredential(database, over.secret.reveal())).toBeNull();
    });

    it("lists a key that stands before all that were revoked, so that none is hidden behind those", async () => {
      const accountId = await come(wallet());
      const first = await createCredential(database, { kind: "api_key", accountId });
      const second = await createCredential(database, { kind: "api_key", accountId });
      await revokeCredential(database, second.credentialId, accountId);
      expect(await apiKeysOf(database, accountId, 1)).toMatchObject([{ credentialId: first.credentialId }]);
    });

    it("changes a standing key's budget, of its own account, not below what it spent and holds", async () => {
      const accountId = await come(wallet());
      const make = (budgetNanoton: Nanoton | null) =>
        createCredential(database, { kind: "api_key", accountId, budgetNanoton });
      const [{ credentialId: id }, free] = [await make(nanoton(100n)), await make(null)];
      const change = (amount: bigint, of = id, by = accountId) =>
        changeBudget(database, of, by, nanoton(amount));
      await database.run((s) =>
        s.execute(
          sql`update credentials set budget_spent_nanoton = 30, budget_held_nanoton = 12 where id = ${id}`,
        ),
      );
      expect(await change(41n)).toBe("too_low");
      expect(await change(42n)).toBe("changed");
      expect(await apiKeysOf(database, accountId)).toMatchObject([
        { budgetNanoton: null },
        { budgetNanoton: 42n },
      ]);
      expect(await change(1_000n, id, await come(wallet()))).toBe("absent");
      expect(await change(1_000n, free.credentialId)).toBe("absent");
      await revokeCredential(database, id, accountId);
      expect(await change(1_000n)).toBe("absent");
    });

    it("forgets sessions that are over, and no key", async () => {
      const accountId = await come(wallet());
      const over = { accountId, lifetimeMs: -1 } as const;
      await createCredential(database, { kind: "access_token", ...over });
      const { subject } = wallet();
      await createCredential(database, { kind: "owner", subject, lifetimeMs: -1 });
      const key = await createCredential(database, { kind: "api_key", ...over });
      const lasting = await createCredential(database, {
        kind: "access_token",
        accountId,
        lifetimeMs: 60_000,
      });
      await forgetExpired(database);
      const left = await database.run((s) =>
        s
          .select({ id: credentials.id })
          .from(credentials)
          .where(or(eq(credentials.accountId, accountId), eq(credentials.subject, subject))),
      );
      expect(left.map(({ id }) => id).toSorted()).toEqual(
        [key.credentialId, lasting.credentialId].toSorted(),
      );
    });

    it("gives the bot and owners credentials that are no account's", async () => {
      const bot = await createCredential(database, { kind: "bot", scope: ["on-behalf-of"], label: "bot" });
      expect(await verifyCredential(database, bot.secret.reveal())).toMatchObject({
        kind: "bot",
        accountId: null,
      });
      expect((await botCredentials(database)).map(({ label }) => label)).toContain("bot");
      const subject = `0:${hash()}`;
      const owner = await createCredential(database, { kind: "owner", subject });
      expect(await verifyCredential(database, owner.secret.reveal())).toMatchObject({
        kind: "owner",
        subject,
      });
      expect(await revokeCredential(database, bot.credentialId, null)).toBe("revoked");
    });

    it("lets a key hold and spend no more than its budget", async () => {
      const accountId = await come(telegram());
      await pay(accountId, 1_000n);
      const budgetNanoton = nanoton(100n);
      const made = await createCredential(database, { kind: "api_key", accountId, budgetNanoton });
      const terms = { credentialId: made.credentialId };
      const one = newJob(accountId, 60n);
      expect(await admit(database, one, terms)).toMatchObject({ kind: "admitted" });
      expect(await admit(database, newJob(accountId, 41n), terms)).toEqual({ kind: "budget_exceeded" });
      expect(await admit(database, newJob(accountId, 41n))).toMatchObject({ kind: "admitted" });
      await finish(database, ended(one, { costNanoton: nanoton(30n) }));
      expect(await admit(database, newJob(accountId, 71n), terms)).toEqual({ kind: "budget_exceeded" });
      expect(await admit(database, newJob(accountId, 70n), terms)).toMatchObject({ kind: "admitted" });
      expect(await apiKeysOf(database, accountId)).toMatchObject([
        { budgetSpentNanoton: 30n, budgetHeldNanoton: 70n },
      ]);
      const free = await createCredential(database, { kind: "api_key", accountId });
      expect(
        await admit(database, newJob(accountId, 500n), { credentialId: free.credentialId }),
      ).toMatchObject({
        kind: "admitted",
      });
    });

    it("tells of events in order, after any that was seen, and wakes who waits", async () => {
      const accountId = await come(telegram());
      const woken: (string | null)[] = [];
      let heard: () => void = () => undefined;
      const wake = new Promise<void>((resolve) => (heard = resolve));
      const stop = await onEvents(database, (id) => {
        woken.push(id);
        if (id === accountId) heard();
      });
      expect(await latestEventSeq(database, accountId)).toBe("0");
      await appendEvent(database, accountId, "worker_down", { worker: "a" });
      await wake;
      await stop();
      await appendEvent(database, accountId, "worker_down", { worker: "b" });
      const all = await eventsAfter(database, { accountId, seq: "0" });
      expect(all.map(({ data }) => data["worker"])).toEqual(["a", "b"]);
      expect(await eventsAfter(database, { accountId, seq: all[0]?.seq ?? "" })).toEqual(all.slice(1));
      expect(await latestEventSeq(database, accountId)).toBe(all[1]?.seq);
      await expect(eventsAfter(database, { accountId, seq: "x" })).rejects.toThrow(RangeError);
      await forgetEvents(database, -1_000);
      expect(await eventsAfter(database, { accountId, seq: "0" })).toEqual([]);
    });

    it("tells of events of all Telegram users together, by time, and of none that may still be preceded", async () => {
      const arrive = async (identity: Identity) => ({
        ...identity,
        ...(await signIn(database, identity, "")),
      });
      const [one, two, other] = [await arrive(telegram()), await arrive(telegram()), await arrive(wallet())];
      const all = { settledMs: -1_000 };
      const { next } = await telegramEventsAfter(database, { after: null, settledMs: 0 });
      for (const { accountId } of [one, two, other, one])
        await appendEvent(database, accountId, "granted", { amountNanoton: "1" });
      expect(await telegramEventsAfter(database, { after: next })).toEqual({ events: [], next });
      const first = await telegramEventsAfter(database, { after: next, limit: 2, ...all });
      expect(first.events.map(({ telegramId }) => telegramId)).toEqual([one.subject, two.subject]);
      const rest = await telegramEventsAfter(database, { after: first.next, ...all });
      expect(rest.events).toMatchObject([
        { telegramId: one.subject, kind: "granted", data: { amountNanoton: "1" } },
      ]);
      const end = await telegramEventsAfter(database, { after: rest.next, ...all });
      expect(end).toEqual({ events: [], next: rest.next });
      await expect(telegramEventsAfter(database, { after: "1" })).rejects.toThrow(RangeError);
    });

    it("tells of a low balance once, when a job crosses it", async () => {
      const accountId = await come(telegram());
      await pay(accountId, 100n);
      for (const cost of [40n, 40n, 10n]) {
        const job = newJob(accountId, cost);
        await admit(database, job);
        await finish(database, ended(job, { costNanoton: nanoton(cost), lowBalanceNanoton: nanoton(50n) }));
      }
      const events = await eventsAfter(database, { accountId, seq: "0" });
      expect(events).toMatchObject([{ kind: "low_balance", data: { leftNanoton: "20" } }]);
    });

    it("keeps one dispute of a job", async () => {
      const accountId = await come(telegram());
      const dispute = {
        id: randomUUID(),
        accountId,
        jobId: hash(),
        verdict: "cost_differs",
        receiptHash: hash(),
      };
      expect(await fileDispute(database, dispute)).toBe("filed");
      expect(await fileDispute(database, { ...dispute, id: randomUUID() })).toBe("exists");
      expect(await disputeOf(database, dispute)).toMatchObject(dispute);
      expect(await disputeOf(database, { accountId, jobId: hash() })).toBeNull();
      expect(await recentDisputes(database)).toMatchObject([dispute]);
    });

    it("knows what owners ask and earn, and what is asked for", async () => {
      const owner = `0:${hash()}`;
      await setOwnerPrice(database, { owner, model: "demo", quote: "1/1/1" });
      await setOwnerPrice(database, { owner, model: "demo", quote: "2/1/3" });
      expect(await ownerPricesOf(database, owner)).toEqual([{ owner, model: "demo", quote: "2/1/3" }]);
      expect(await ownerPricesOf(database)).toContainEqual({ owner, model: "demo", quote: "2/1/3" });
      const accountId = await come(telegram());
      await pay(accountId, 100n);
      const modelId = `model-${randomInt(2 ** 40)}`;
      const [served, failed] = [newJob(accountId, 40n, { modelId }), newJob(accountId, 40n, { modelId })];
      await admit(database, served);
      await admit(database, failed);
      await finish(database, ended(served, { costNanoton: nanoton(20n), workerId: owner }));
      await finish(database, ended(failed, { state: "expired", problem: "deadline_exceeded" }));
      expect(await ownerEarnings(database, { owner, sinceMs: Date.now() - 60_000 })).toMatchObject([
        { model: modelId, earnedNanoton: 18n, jobs: 1 },
      ]);
      expect(await modelDemand(database, served.createdMs)).toContainEqual({
        model: modelId,
        posted: 2,
        unserved: 1,
      });
    });
  });
}
