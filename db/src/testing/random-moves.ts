import { createHash } from "node:crypto";

/** One call of the ledger. Everything in it follows from the run's seed, so a restarted process asks the very same again. */
export type RandomMove =
  | {
      readonly kind: "deposit" | "withdraw" | "grant" | "grantReturn";
      readonly transferId: string;
      readonly account: number;
      readonly amount: bigint;
    }
  | {
      readonly kind: "hold";
      readonly account: number;
      readonly jobId: string;
      readonly amount: bigint;
      readonly source: "own" | "granted";
    }
  | {
      readonly kind: "settle";
      readonly account: number;
      readonly jobId: string;
      readonly cost: bigint;
      readonly worker: number;
    }
  | { readonly kind: "release" | "expire"; readonly account: number; readonly jobId: string };

/** Few enough that lanes meet on them; account 0 sponsors the others. */
export const MOVED_ACCOUNTS = 12;
export const MOVED_WORKERS = 3;
export const COMMISSION_PPM = 50_000;

/** A pseudo-random number below 2^32 and an id, both of the names given. */
const digest = (...names: (string | number)[]): Buffer =>
  createHash("sha256").update(names.join("/")).digest();
const uuidOf = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

const PLAIN = ["deposit", "deposit", "withdraw", "grant", "grantReturn"] as const;
const ENDS = ["settle", "settle", "release", "expire"] as const;

/** The moves of one lane, in its order: plain moves, and jobs whose hold is followed by its end. */
export function movesOf(seed: string, lane: number, count: number): RandomMove[] {
  const moves: RandomMove[] = [];
  for (let turn = 0; moves.length < count; turn++) {
    const bytes = digest(seed, lane, turn);
    const account = bytes.readUInt32LE(0) % MOVED_ACCOUNTS;
    const amount = 1n + BigInt(bytes.readUInt32LE(4) % 1_000);
    if (bytes.readUInt8(8) % 4 === 0) {
      const kind = PLAIN[bytes.readUInt8(9) % PLAIN.length] ?? "deposit";
      moves.push({ kind, transferId: uuidOf(digest(seed, lane, turn, "id")), account, amount });
      continue;
    }
    const jobId = digest(seed, lane, turn, "job").toString("hex");
    const source = bytes.readUInt8(9) % 4 === 0 ? "granted" : "own";
    moves.push({ kind: "hold", account, jobId, amount, source });
    const kind = ENDS[bytes.readUInt8(10) % ENDS.length] ?? "settle";
    const cost = (amount * BigInt(bytes.readUInt8(11))) / 255n;
    moves.push(
      kind === "settle"
        ? { kind, account, jobId, cost, worker: bytes.readUInt8(12) % MOVED_WORKERS }
        : { kind, account, jobId },
    );
  }
  // A lane ends with the end of its last job.
  return moves.slice(0, moves[count - 1]?.kind === "hold" ? count + 1 : count);
}
