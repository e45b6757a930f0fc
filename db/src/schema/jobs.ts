import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { ProblemCode } from "@cocoon/protocol/api";
import { bytesColumn, hexColumn, nanotonColumn } from "./columns.ts";
import { SOURCES } from "./ledger.ts";

/** `leased` is the queue's knowledge; the durable row needs only what decides about money. */
export const STORED_JOB_STATES = [
  "queued",
  "streaming",
  "done",
  "interrupted",
  "failed",
  "cancelled",
  "expired",
  "reseal_required",
] as const;

/**
 * What the proxy must not forget about a job. There is no column for a prompt, an answer or a token count, and the
 * check constraints leave no room for one.
 */
export const jobs = pgTable(
  "jobs",
  {
    accountId: uuid("account_id").notNull(),
    jobId: hexColumn("job_id").notNull(),
    /** 1 for the first bytes posted under this id; one more after `reseal_required` or a lost job. */
    post: integer().notNull(),
    state: text({ enum: STORED_JOB_STATES }).notNull(),
    envelopeHash: hexColumn("envelope_hash").notNull(),
    transcript: hexColumn().notNull(),
    modelId: text("model_id").notNull(),
    manifest: hexColumn().notNull(),
    quote: text().notNull(),
    ceilingNanoton: nanotonColumn("ceiling_nanoton").notNull(),
    notAfterMs: bigint("not_after_ms", { mode: "number" }).notNull(),
    createdMs: bigint("created_ms", { mode: "number" }).notNull(),
    chargedNanoton: nanotonColumn("charged_nanoton"),
    outerReceipt: bytesColumn("outer_receipt"),
    problem: text().$type<ProblemCode>(),
    workerKeyId: hexColumn("worker_key_id"),
    source: text({ enum: SOURCES }).notNull().default("own"),
    /** What the job was posted with. */
    credentialId: uuid("credential_id"),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.jobId] }),
    index("jobs_created").using("brin", table.createdMs).with({ autosummarize: true }),
    check("jobs_source", sql`${table.source} in ('own', 'granted')`),
    index("jobs_unfinished").on(table.notAfterMs).where(sql`${table.state} in ('queued', 'streaming')`),
    check(
      "jobs_state",
      sql`${table.state} in ('queued', 'streaming', 'done', 'interrupted', 'failed', 'cancelled', 'expired', 'reseal_required')`,
    ),
    check(
      "jobs_charged_when_over",
      sql`(${table.state} in ('queued', 'streaming')) = (${table.chargedNanoton} is null)`,
    ),
    check("jobs_charged", sql`${table.chargedNanoton} between 0 and ${table.ceilingNanoton}`),
    check(
      "jobs_hashes",
      sql`octet_length(${table.jobId}) = 32 and octet_length(${table.envelopeHash}) = 32 and octet_length(${table.transcript}) = 32
        and octet_length(${table.manifest}) = 32 and octet_length(${table.workerKeyId}) = 32`,
    ),
    check(
      "jobs_text",
      sql`length(${table.modelId}) between 1 and 64 and ${table.quote} ~ '^[0-9]+/[0-9]+/[0-9]+$' and length(${table.quote}) <= 64
        and ${table.problem} ~ '^[a-z_]{1,64}$' and octet_length(${table.outerReceipt}) <= 4096`,
    ),
  ],
);
