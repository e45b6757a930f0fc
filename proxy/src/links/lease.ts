import { randomBytes } from "node:crypto";
import type { Database } from "@cocoon/db/connection";
import { markStreaming } from "@cocoon/db/jobs";
import { type AnswerPart, encodeLease, isProblemCode, type JobStatus } from "@cocoon/protocol/api";
import { concatBytes, equalBytes, fromHex, u8, utf8 } from "@cocoon/protocol/bytes";
import {
  encodeSavedCharge,
  type ReceiptTerms,
  readDoneReceipt,
  readRunningReceipt,
} from "../billing/receipts.ts";
import type { Charge, Conclusion, Settlement } from "../billing/settlement.ts";
import type { ClaimedJob, JobQueue, Return } from "../queue/port.ts";
import type { LiveNode } from "../registry/node.ts";
import { RELAY_FRAMES, type Relay } from "../relay/port.ts";
import { ProtocolBreach } from "./breach.ts";

export interface LeaseDeps {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly settlement: Settlement;
}

/** Why a job ends before its answer is complete, without a fault of the worker's. */
export type Ending = "cancelled" | "deadline_exceeded";

interface Running {
  readonly charge: Charge;
  readonly seq: number;
}

/** Running receipts that may wait for their frames; a worker sends each right after its frame. */
const RUNNING_AT_MOST = 16;

/**
 * One worker's timed right to one job, from claim to conclusion. Calls come one after the other (the link sees to it).
 * Before the first frame a lost lease goes to another candidate; after it the stream is over, paid by the last running
 * receipt whose frame was relayed (SPEC 8.8).
 */
export class Lease {
  readonly id = randomBytes(16).toString("hex");
  readonly #claim: ClaimedJob;
  readonly #node: LiveNode;
  readonly #deps: LeaseDeps;
  #header: Uint8Array | null = null;
  #nextSeq = 0;
  #running: Running[] = [];
  #charge: Charge | null = null;
  #over = false;
  /** Why it will end early, once someone asked for that. */
  #ending: Ending | null = null;

  constructor(claim: ClaimedJob, node: LiveNode, deps: LeaseDeps) {
    // Up to a megabyte, not needed once it is sent.
    this.#claim = { ...claim, job: { ...claim.job, envelope: new Uint8Array() } };
    this.#node = node;
    this.#deps = deps;
  }

  get key(): string {
    return this.#claim.job.key;
  }

  get notAfterMs(): number {
    return this.#claim.job.terms.notAfterMs;
  }

  get over(): boolean {
    return this.#over;
  }

  /** What tells the worker of it; the envelope is the claim's. */
  message(envelope: Uint8Array): Uint8Array {
    const { attempt, job } = this.#claim;
    const { quote, priceCeilingNanoton, notAfterMs } = job.terms;
    return encodeLease({
      lease: this.id,
      attempt,
      terms: { quote, priceCeilingNanoton, notAfterMs },
      envelope,
    });
  }

  /** Notes why the worker was asked to stop, so that the job's state says so however the stream ends. */
  stopFor(reason: Ending): void {
    this.#ending ??= reason;
  }

  /**
   * The deadline has passed. Without a frame until now the job has expired and costs nothing, whatever the worker still
   * sends: nobody waits for it. After one it ends as it would by a cancel (SPEC 8.8).
   */
  async expire(): Promise<void> {
    if (this.#nextSeq === 0 && this.#ending === "deadline_exceeded") await this.#conclude(this.#early(null));
  }

  renew(): Promise<"held" | "cancelled" | "void"> {
    return this.#deps.queue.renew(this.#claim);
  }

  /** The claim is void: whatever the worker still sends is nobody's. */
  forfeit(): void {
    this.#over = true;
  }

  /** False when nobody may hear the answer any more: the worker is to be told to stop. @throws ProtocolBreach */
  async answer(part: AnswerPart): Promise<boolean> {
    if (part.type === "header") {
      this.#takeHeader(part.header);
      return true;
    }
    if (!this.#header) throw new ProtocolBreach("a frame before the response header");
    if (part.seq !== this.#nextSeq) throw new ProtocolBreach("a frame out of order");
    if (part.seq >= RELAY_FRAMES) throw new ProtocolBreach("more frames than an answer has");
    if (this.#nextSeq === 0 && !(await this.#begin(this.#header))) return false;
    this.#nextSeq += 1;
    await this.#deps.relay.append(this.key, part);
    await this.#promoteRunning();
    return true;
  }

  /** A running receipt counts once the frame it covers was relayed. @throws ProtocolBreach */
  async running(receipt: Uint8Array): Promise<void> {
    const read = readRunningReceipt(receipt, this.#receiptTerms());
    if (!read) throw new ProtocolBreach("a running receipt that does not verify");
    if (this.#running.length >= RUNNING_AT_MOST)
      throw new ProtocolBreach("running receipts without their frames");
    this.#running.push(read);
    await this.#promoteRunning();
  }

  /** The stream is complete; its outer receipt settles the job. @throws ProtocolBreach */
  async done(receipt: Uint8Array): Promise<void> {
    if (this.#nextSeq === 0) throw new ProtocolBreach("an outer receipt without an answer");
    const charge = readDoneReceipt(receipt, this.#receiptTerms());
    if (!charge) throw new ProtocolBreach("an outer receipt that does not verify");
    // Kept first: should this proxy die before it has settled, the next one settles by the same receipt.
    if (!this.#ending)
      await this.#deps.queue.saveCharge(this.#claim, encodeSavedCharge(charge, { whole: true }));
    await this.#conclude(this.#ending ? this.#early(charge) : { state: "done", problem: null, charge });
  }

  /** The worker does not run it; or, after a frame, could not go on, which is like its loss but for its other leases. */
  async refuse(code: string): Promise<void> {
    if (this.#nextSeq > 0) return this.lost();
    await this.#giveBack({ why: "refused", code: isProblemCode(code) ? code : "engine_failed" });
  }

  /** The link was gone before the worker could be told of the lease. */
  unsent(): Promise<void> {
    return this.#giveBack({ why: "unsent" });
  }

  /** The link is gone, or the worker did not renew or stop in time. */
  async lost(): Promise<void> {
    if (this.#nextSeq === 0) await this.#giveBack({ why: "lost" });
    else if (this.#ending) await this.#conclude(this.#early(this.#charge));
    else await this.#conclude({ state: "interrupted", problem: "stream_interrupted", charge: this.#charge });
  }

  /** One header for each transcript, and of exactly this lease (SPEC 5.1). @throws ProtocolBreach */
  #takeHeader(header: Uint8Array): void {
    if (this.#header) throw new ProtocolBreach("a second response header");
    const start = concatBytes(utf8("CCR1"), fromHex(this.#node.entry.keyId), u8(this.#claim.attempt));
    if (!equalBytes(header.subarray(0, start.length), start))
      throw new ProtocolBreach("another lease's response header");
    this.#header = header;
  }

  async #begin(header: Uint8Array): Promise<boolean> {
    const { accountId, jobId, post } = this.#claim.job.terms;
    const workerKeyId = this.#node.entry.keyId;
    // The queue says so to other proxies; the row says so even when Redis forgets: one header per transcript.
    const mayAnswer =
      (await this.#deps.queue.startStreaming(this.#claim)) &&
      (await markStreaming(this.#deps.database, { accountId, jobId, post, workerKeyId }));
    if (mayAnswer) await this.#deps.relay.append(this.key, { type: "header", header });
    else this.forfeit();
    return mayAnswer;
  }

  async #promoteRunning(): Promise<void> {
    const last = this.#running.findLast(({ seq }) => seq < this.#nextSeq);
    if (!last) return;
    this.#running = this.#running.filter(({ seq }) => seq >= this.#nextSeq);
    this.#charge = last.charge;
    await this.#deps.queue.saveCharge(this.#claim, encodeSavedCharge(last.charge, { whole: false }));
  }

  async #giveBack(reason: Return): Promise<void> {
    this.#over = true;
    if (this.#ending) await this.#conclude(this.#early(null));
    else await this.#deps.queue.giveBack(this.#claim, reason);
  }

  /** Asked to end: before the first frame the deadline is `expired`, after it an interrupted stream. */
  #early(charge: Charge | null): Conclusion {
    if (this.#ending === "cancelled") return { state: "cancelled", problem: "cancelled", charge };
    return { state: this.#nextSeq === 0 ? "expired" : "interrupted", problem: "deadline_exceeded", charge };
  }

  #conclude(conclusion: Conclusion): Promise<JobStatus> {
    this.#over = true;
    return this.#deps.settlement.conclude(this.key, this.#claim.job.terms, conclusion);
  }

  #receiptTerms(): ReceiptTerms {
    const { attempt, job } = this.#claim;
    return { node: this.#node, attempt, terms: job.terms };
  }
}
