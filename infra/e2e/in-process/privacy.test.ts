import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, failureOf } from "../asking.ts";
import { flipped, PostInterceptor } from "../raw-api.ts";
import { searchPostgres } from "../search/postgres.ts";
import { Needles } from "../search/spellings.ts";
import { type Account, InProcessNetwork } from "./network.ts";
import { question } from "./question.ts";

let network: InProcessNetwork;
let account: Account;
let wire: PostInterceptor;
let marker: string;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2", "worker-3"]);
  wire = new PostInterceptor();
  account = await network.newAccount({ ton: "100", fetch: wire.fetch });
  marker = `marker-${randomBytes(12).toString("hex")}`;
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());
afterEach(async () => {
  wire.change = (post) => post;
  network.reins.release();
  await network.settled();
});

const holds = (text: string, marked: string): boolean => {
  const found = new Set<string>();
  new Needles([marked]).collect(Buffer.from(text), found);
  return found.size > 0;
};

const requestAs = ({ apiKey }: Account, path: string, headers = {}): Promise<Response> =>
  fetch(network.proxy.origin + path, { headers: { authorization: `Bearer ${apiKey.reveal()}`, ...headers } });

const read = async (asking: Account, path: string): Promise<string> => (await requestAs(asking, path)).text();

/** The account's events from its beginning, as far as the first is there. */
async function firstEventsOf(asking: Account): Promise<string> {
  const response = await requestAs(asking, "/v1/events", { "last-event-id": "0" });
  let text = "";
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString("utf8");
    if (text.includes("event: ")) break;
  }
  return text;
}

/** Asks a question with the marker in it, which the answer repeats, in each way that a job can end. */
async function askInEveryWay(): Promise<{ jobId: string; errors: Error[] }> {
  const text = `Is ${marker} secret?`;
  const { jobId, text: answer } = await account.client.answer(question(text));
  expect(answer).toBe(text);
  const tampered = async () => {
    wire.change = (post) => ({ ...post, envelope: flipped(post.envelope, -1) });
    const error = await failureOf(account.client.answer(question(text)));
    wire.change = (post) => post;
    return error;
  };
  const cancelled = async () => {
    const abort = new AbortController();
    network.reins.hold(1);
    const asking = ask(account, question(text, { signal: abort.signal }));
    await asking.first("started");
    abort.abort();
    return failureOf(asking.answer);
  };
  const errors = [
    await tampered(),
    await failureOf(account.client.answer(question(text.repeat(4_200)))),
    await failureOf(account.client.answer(question(text, { priceCeilingNanoton: nanoton(1n) }))),
    await failureOf(account.client.answer(question(text.repeat(40_000)))),
    await cancelled(),
  ];
  return { jobId, errors };
}

describe("a prompt and its answer", () => {
  it("stand in no log line, no row and no error", async () => {
    const { jobId, errors } = await askInEveryWay();
    expect(new Set(errors.map((error) => "code" in error && error.code)).size).toBe(4);
    for (const error of errors) expect(holds(inspect(error, { depth: 8 }), marker)).toBe(false);
    expect(network.logLines.filter((line) => holds(line, marker))).toEqual([]);
    // The same searches find what is there.
    expect(network.logLines.some((line) => holds(line, "proxy_ready"))).toBe(true);
    const found = await searchPostgres(network.database, [marker, jobId, account.apiKey.reveal()]);
    expect([...found]).toEqual([jobId]);
  });

  it("stand in no voucher, statement, event or row of money", async () => {
    const paying = await network.payingAccount();
    const text = `Is ${marker} paid for?`;
    const { jobId } = await paying.client.answer(question(text));
    await paying.client.answer(question(text));
    await network.settled();
    const shown = await Promise.all(
      ["/v1/account", "/v1/account/voucher", "/v1/account/ledger", "/v1/account/ledger?format=csv"].map(
        (path) => read(paying, path),
      ),
    );
    const events = await firstEventsOf(paying);
    for (const one of [...shown, events]) expect(holds(one, marker)).toBe(false);
    // What is there is found: the job in the statement, the deposit in the events, the signed voucher in its table.
    expect(shown.slice(2).every((one) => holds(one, jobId))).toBe(true);
    expect(events).toContain("event: credited");
    const { last } = JSON.parse(shown[1] as string) as { last: { payerSignature: string } };
    const found = await searchPostgres(network.database, [marker, last.payerSignature]);
    expect([...found]).toEqual([last.payerSignature]);
    expect(
      network.logLines.filter((line) => holds(line, marker) || holds(line, last.payerSignature)),
    ).toEqual([]);
  });

  it("leave the client only sealed", async () => {
    await account.client.answer(question(`again ${marker}`));
    expect(wire.posts.length).toBeGreaterThan(0);
    for (const { envelope } of wire.posts) expect(Buffer.from(envelope).includes(marker)).toBe(false);
  });
});
