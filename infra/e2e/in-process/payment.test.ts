import { StopError } from "@cocoon/client";
import { EscrowPayer } from "@cocoon/client/payment";
import { createApiKey } from "@cocoon/db/accounts";
import { latestVoucher } from "@cocoon/db/chain";
import { createCredential } from "@cocoon/db/identities";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, failureOf } from "../asking.ts";
import { until } from "../../until.ts";
import { InProcessNetwork, type PayingAccount, QUOTE } from "./network.ts";
import { question } from "./question.ts";

/** A person whose escrow has a payer key, over a real proxy and real workers. The chain behind the escrow is SIMULATED. */
let network: InProcessNetwork;
let account: PayingAccount;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2", "worker-3"]);
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());
beforeEach(async () => {
  account = await network.payingAccount();
});
afterEach(async () => {
  network.reins.release();
  await network.settled();
});

const signedNanoton = async () => {
  const { escrow } = account;
  return (
    (await latestVoucher(network.database, { escrow, epoch: 1, byPayer: true }))?.cumulativeNanoton ?? 0n
  );
};
const spentNanoton = async () => 1_000_000_000n - (await network.available(account));

/** What is signed after one more answer, which finds what went before to be signed. */
async function signsAll(): Promise<void> {
  const before = await spentNanoton();
  const asking = ask(account, question("and now?"));
  await asking.answer;
  expect(asking.events.map(({ type }) => type)).toContain("signed");
  expect(await signedNanoton()).toBe(before);
}

describe("a client with a payer key", () => {
  it("signs before each answer for those before it, and never for more", async () => {
    const first = ask(account, question(5));
    expect((await first.answer).receiptMismatches).toEqual([]);
    expect(first.events.map(({ type }) => type)).not.toContain("signed");
    expect(await signedNanoton()).toBe(0n);
    for (const words of [10, 20, 30]) {
      const before = await spentNanoton();
      await account.client.answer(question(words));
      expect(await signedNanoton()).toBe(before);
    }
  });

  it("signs for a job that it cancelled, by the receipt that the worker gave", async () => {
    network.reins.hold(4);
    const abort = new AbortController();
    const asking = ask(account, question(60, { signal: abort.signal }));
    await asking.first("delta");
    abort.abort();
    await failureOf(asking.answer);
    network.reins.release();
    await network.settled();
    expect(await spentNanoton()).toBeGreaterThan(0n);
    await signsAll();
  });

  it("signs for what it asked before it was started anew", async () => {
    await account.client.answer(question(5));
    const payer = await EscrowPayer.open(account.store, account.escrow);
    account = { ...account, client: network.clientOf(account.apiKey, { payer }) };
    await signsAll();
  });

  it("has questions that are asked at once answered one after the other: one ceiling may be open at a time", async () => {
    await account.client.answer(question(5));
    const answers = await Promise.all(
      [1, 2, 3].map((number) => account.client.answer(question(`no ${number}`))),
    );
    expect(answers.map(({ text }) => text)).toEqual(["no 1", "no 2", "no 3"]);
    // Only the last one to end awaits its signature.
    const unsigned = (await spentNanoton()) - (await signedNanoton());
    expect(answers.map(({ chargedNanoton }) => chargedNanoton)).toContain(unsigned);
  });
});

describe("a proxy that takes no job of such an escrow", () => {
  it("says so to an API key and to a bot", async () => {
    const { apiKey } = await createApiKey(network.database, { accountId: account.accountId });
    const error = await failureOf(network.clientOf(apiKey).answer(question("?")));
    expect(error.code).toBe("payer_key_required");
  });

  it("says so to a client that can't sign, once there is something to sign", async () => {
    const { secret } = await createCredential(network.database, {
      kind: "access_token",
      accountId: account.accountId,
    });
    const other = network.clientOf(secret);
    await other.answer(question("free?"));
    expect((await failureOf(other.answer(question("again?")))).code).toBe("signature_due");
  });
});

describe("a proxy that wants more than it is due", () => {
  it("gets no signature for what another client spent", async () => {
    const { secret } = await createCredential(network.database, {
      kind: "access_token",
      accountId: account.accountId,
    });
    await network.clientOf(secret).answer(question("not mine"));
    const error = await failureOf(account.client.answer(question("?")));
    expect(error).toBeInstanceOf(StopError);
    expect(error.code).toBe("voucher_too_high");
    expect(await signedNanoton()).toBe(0n);
  });

  it("is left when it has forgotten what was signed", async () => {
    await account.client.answer(question(5));
    await account.client.answer(question(5));
    await until("the second job's end", async () => (await signedNanoton()) > 0n, 10_000);
    await network.database.inTransaction((transaction) =>
      transaction.query("delete from vouchers where escrow = $1", [account.escrow]),
    );
    const payer = await EscrowPayer.open(account.store, account.escrow);
    const asking = ask({ client: network.clientOf(account.apiKey, { payer }) }, question("?"));
    const error = await failureOf(asking.answer);
    expect(error).toBeInstanceOf(StopError);
    expect(error.code).toBe("voucher_forgotten");
    expect(asking.events).toEqual([]);
  });
});

describe("an account's money, by the SDK", () => {
  it("says before what a question would hold, and afterwards what it cost and whether the receipts agree", async () => {
    const { client } = account;
    const [model] = await client.models();
    const manifest = model?.manifest ?? "";
    const sizes = { manifest, bodyBucketBytes: 4096, maxTokensBucket: 128 };
    const { ceilingNanoton, quote, source, workers } = await client.money.quote(sizes);
    expect({ quote, source, workers }).toEqual({ quote: QUOTE, source: "own", workers: 3 });
    const asking = ask(account, question("How much?"));
    expect((await asking.first("sealed")).priceCeilingNanoton.toString()).toBe(ceilingNanoton);
    const { jobId, receipt, chargedNanoton } = await asking.answer;
    const { entries } = await client.money.statement({ kind: "job" });
    expect(entries.map(({ amountNanoton, job }) => [amountNanoton, job?.jobId])).toEqual([
      [`-${chargedNanoton}`, jobId],
    ]);
    expect(await client.money.dispute(jobId, receipt)).toEqual({ jobId, verdict: "receipts_agree" });
    let csv = "";
    for await (const part of client.money.statementCsv()) csv += Buffer.from(part).toString("utf8");
    expect(csv).toContain(jobId);
    const { escrow } = await client.account();
    expect(escrow).toMatchObject({ address: account.escrow, payerKey: account.payer.publicKey });
  });
});
