// What a browser runs: what the engine keeps in a real IndexedDB, and what only windows of one browser can show.
import { EscrowPayer } from "@cocoon/client/payment";
import { JobLocks } from "../local/job-locks.ts";
import { SealedPayerStore } from "../local/payer/payer-store.ts";
import { IndexedStore } from "../local/store/client-store.ts";
import { EngineDatabase } from "../local/store/database.ts";
import { DeviceValues } from "../local/store/sealed-values.ts";

export interface Verdict {
  readonly name: string;
  /** Null when it passed. */
  readonly problem: string | null;
}

const ESCROW = `0:${"ab".repeat(32)}`;
const PROXY = "cd".repeat(32);

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

async function opened(): Promise<EngineDatabase> {
  const database = await EngineDatabase.open();
  if (!database) throw new Error("the browser keeps nothing");
  return database;
}

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  "a store keeps what it was given, for the next run too": async () => {
    const store = new IndexedStore(await opened());
    const guards = { guards: [{ chipId: "aa", missingSinceMs: null }], lastAddedMs: 5 };
    const job = { jobId: "01", model: "m", createdMs: 1, priceCeilingNanoton: "7" };
    expect((await store.loadGuards("key")) === null, "guards before any");
    await store.saveGuards("key", guards);
    await store.putPendingJob(job);
    const next = new IndexedStore(await opened());
    expect(same(await next.loadGuards("key"), guards), "guards");
    expect(same(await next.pendingJobs(), [job]), "the job");
    await next.removePendingJob("01");
    expect(same(await store.pendingJobs(), []), "the job is gone");
  },
  "a mark never goes back, but where the person has accepted another key": async () => {
    const store = new IndexedStore(await opened());
    await store.saveRosterMark(PROXY, { epoch: 5, signed: "five" });
    await store.saveRosterMark(PROXY, { epoch: 4, signed: "four" });
    expect((await store.loadRosterMark(PROXY))?.epoch === 5, "a lower epoch");
    await store.replaceRosterMark(PROXY, { epoch: 1, signed: "one" });
    expect((await store.loadRosterMark(PROXY))?.epoch === 1, "a replaced one");
    await store.saveReferenceMark("key", { version: 3, manifestHash: "aa" });
    await store.saveReferenceMark("key", { version: 2, manifestHash: "bb" });
    expect((await store.loadReferenceMark("key"))?.version === 3, "a lower version");
  },
  "the first proof against a proxy stays": async () => {
    const database = await opened();
    const store = new IndexedStore(database);
    await store.keepRosterConflict(PROXY, { first: "a", second: "b" });
    await store.keepRosterConflict(PROXY, { first: "c", second: "d" });
    expect(same(await database.get("conflicts", PROXY), { first: "a", second: "b" }), "the proof");
  },
  "a secret is sealed, under its own name, and comes back": async () => {
    const database = await opened();
    const values = new DeviceValues(database);
    await values.set("session person", "ct_secret");
    expect((await new DeviceValues(await opened()).get("session person")) === "ct_secret", "in the next run");
    const stored = await database.get<{ sealed: Uint8Array }>("sealed", "session person");
    expect(!new TextDecoder().decode(stored?.sealed).includes("secret"), "in the clear");
    await database.put("sealed", "session owner", stored);
    expect((await values.get("session owner")) === null, "under another name");
    await values.set("session person", null);
    expect(same(await values.names(), ["session owner"]), "removed");
  },
  "the key can't be taken out, and windows that make it at once have one": async () => {
    const [first, second] = [await opened(), await opened()];
    await Promise.all([new DeviceValues(first).set("a", "1"), new DeviceValues(second).set("b", "2")]);
    expect((await new DeviceValues(second).get("a")) === "1", "of the first window");
    const key = await first.get<CryptoKey>("keys", "device");
    expect(key?.extractable === false, "extractable");
  },
  "a payer loses no change of two windows": async () => {
    const [first, second] = [await opened(), await opened()].map(
      (database) => new SealedPayerStore(new DeviceValues(database)),
    ) as [SealedPayerStore, SealedPayerStore];
    const payer = await EscrowPayer.create(first, { escrow: ESCROW, globalId: -3, epoch: 0 });
    const step = (store: SealedPayerStore) =>
      store.update(ESCROW, (record) => ({ ...record, epoch: record.epoch + 1 }));
    await Promise.all([first, second, first, second].map(step));
    expect((await second.load(ESCROW))?.epoch === 4, "a change");
    expect((await EscrowPayer.open(second, ESCROW))?.publicKey === payer.publicKey, "the key");
    const again = await EscrowPayer.create(second, { escrow: ESCROW, globalId: -3, epoch: 0 }).then(
      () => "made",
      (error: unknown) => (error as Error).name,
    );
    expect(again === "RangeError", "a second key");
  },
  "no window takes the job of another for lost, but that of one that is gone": async () => {
    const [mine, others] = [new JobLocks(), new JobLocks()];
    others.hold("01");
    others.hold("01");
    await navigator.locks.query();
    expect((await mine.held()).has("01"), "held by another");
    others.release("01");
    // Who waits for the same lock has it once it is given back.
    await navigator.locks.request("cocoon job 01", () => undefined);
    expect(!(await mine.held()).has("01"), "released");
  },
};

const forgotten = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("cocoon-engine");
    request.addEventListener("success", () => resolve());
    request.addEventListener("error", () => reject(new Error("the database stays")));
  });

/** Every case, on a device of its own. */
export async function run(): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [name, work] of Object.entries(CASES)) {
    await forgotten();
    verdicts.push({ name, problem: await work().then(() => null, String) });
  }
  return verdicts;
}
