import { randomBytes } from "node:crypto";
import { type AnswerPart, encodeLease, isProblemCode, type JobStatus, type ProblemCode } from "@cocoon/protocol/api";
import { encodeSavedCharge, type ReceiptTerms, readDoneReceipt, readRunningReceipt } from "../billing/receipts.ts";
import type { Charge, Conclusion, Settlement } from "../billing/settlement.ts";
import type { Database } from "@cocoon/db/connection";
import { markStreaming } from "@cocoon/db/jobs";
import type { ClaimedJob, JobQueue } from "../queue/port.ts";
import type { LiveNode } from "../registry/node.ts";
import type { Relay } from "../relay/port.ts";

export interface LeaseDeps {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly settlement: Settlement;
}

/** The worker broke the protocol on this lease; its link is closed and every lease on it is lost. */
export class ProtocolBreach extends Error {
  override readonly name = "ProtocolBreach";
}

interface Running {
  readonly charge: Charge;
  readonly seq: number;
}

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
  #ending: "cancelled" | "deadline_exceeded" | null = null;

  constructor(claim: ClaimedJob, node: LiveNode, deps: LeaseDeps) {
    this.#claim = claim;
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

  message(): Uint8Array {
    const { attempt, job } = this.#claim;
    const { quote, priceCeilingNanoton, notAfterMs } = job.terms;
    return encodeLease({ lease: this.id, attempt, terms: { quote, priceCeilingNanoton, notAfterMs }, envelope: job.envelope });
  }

  /** Notes why the worker was asked to stop, so that the job's state says so however the stream ends. */
  stopFor(reason: "cancelled" | "deadline_exceeded"): void {
    this.#ending ??= reason;
  }

  /** False when the claim is void: the worker is to be told to stop. */
  renew(): Promise<boolean> {
    return this.#deps.queue.renew(this.#claim);
  }

  /** @throws ProtocolBreach */
  async answer(part: AnswerPart): Promise<void> {
    if (this.#over) return;
    if (part.type === "header") {
      if (this.#header) throw new ProtocolBreach("a second response header");
      this.#header = part.header;
      return;
    }
    if (!this.#header) throw new ProtocolBreach("a frame before the response header");
    if (part.seq !== this.#nextSeq) throw new ProtocolBreach("a frame out of order");
    if (this.#nextSeq === 0 && !(await this.#begin(this.#header))) return;
    this.#nextSeq += 1;
    await this.#deps.relay.append(this.key, part);
    await this.#promoteRunning();
  }

  /** A running receipt counts once the frame it covers was relayed. @throws ProtocolBreach */
  async running(receipt: Uint8Array): Promise<void> {
    const read = readRunningReceipt(receipt, this.#receiptTerms());
    if (!read) throw new ProtocolBreach("a running receipt that does not verify");
    this.#running.push(read);
    await this.#promoteRunning();
  }

  /** The stream is complete; its outer receipt settles the job. @throws ProtocolBreach */
  async done(receipt: Uint8Array): Promise<void> {
    if (this.#over) return;
    const charge = readDoneReceipt(receipt, this.#receiptTerms());
    if (!charge) throw new ProtocolBreach("an outer receipt that does not verify");
    const problem = this.#ending;
    const state = problem === null ? "done" : problem === "cancelled" ? "cancelled" : "expired";
    await this.#conclude({ state, problem, charge });
  }

  /** @throws ProtocolBreach when frames were sent already */
  async refuse(code: string): Promise<void> {
    if (this.#over) return;
    if (this.#nextSeq > 0) throw new ProtocolBreach("a refusal after the first frame");
    await this.#giveBack(isProblemCode(code) ? code : "engine_failed");
  }

  /** The link is gone, or the worker did not renew or stop in time. */
  async lost(): Promise<void> {
    if (this.#over) return;
    if (this.#nextSeq > 0) await this.#interrupt();
    else await this.#giveBack(null);
  }

  async #begin(header: Uint8Array): Promise<boolean> {
    const { accountId, jobId, post } = this.#claim.job.terms;
    const workerKeyId = this.#node.entry.keyId;
    // The queue says so to other proxies; the row says so even when Redis forgets: one header per transcript.
    const mayAnswer =
      (await this.#deps.queue.startStreaming(this.#claim)) &&
      (await markStreaming(this.#deps.database, { accountId, jobId, post, workerKeyId }));
    if (!mayAnswer) {
      this.#over = true;
      return false;
    }
    await this.#deps.relay.append(this.key, { type: "header", header });
    return true;
  }

  async #promoteRunning(): Promise<void> {
    const relayed = this.#running.filter(({ seq }) => seq < this.#nextSeq);
    const last = relayed.at(-1);
    if (!last) return;
    this.#running = this.#running.filter(({ seq }) => seq >= this.#nextSeq);
    this.#charge = last.charge;
    await this.#deps.queue.saveRunningReceipt(this.#claim, encodeSavedCharge(last.charge));
  }

  async #giveBack(refusal: ProblemCode | null): Promise<void> {
    this.#over = true;
    if (this.#ending) await this.#conclude(this.#early(this.#ending, null));
    else await this.#deps.queue.giveBack(this.#claim, this.#node.entry.keyId, refusal);
  }

  async #interrupt(): Promise<void> {
    if (this.#ending) await this.#conclude(this.#early(this.#ending, this.#charge));
    else await this.#conclude({ state: "interrupted", problem: "stream_interrupted", charge: this.#charge });
  }

  #early(problem: "cancelled" | "deadline_exceeded", charge: Charge | null): Conclusion {
    return { state: problem === "cancelled" ? "cancelled" : "expired", problem, charge };
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
