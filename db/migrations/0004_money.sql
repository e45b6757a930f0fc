CREATE TABLE "account_events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_events_kind" CHECK ("account_events"."kind" in ('credited', 'withdrawn', 'low_balance', 'granted', 'linked', 'worker_down')),
	CONSTRAINT "account_events_data" CHECK (pg_column_size("account_events"."data") <= 1024)
);
--> statement-breakpoint
CREATE TABLE "chain_cursors" (
	"address" text PRIMARY KEY NOT NULL,
	"lt" numeric(20) NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "chain_cursors_hash" CHECK (octet_length("chain_cursors"."hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "chain_events" (
	"address" text NOT NULL,
	"lt" numeric(20) NOT NULL,
	"kind" text NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_events_address_lt_pk" PRIMARY KEY("address","lt"),
	CONSTRAINT "chain_events_kind" CHECK ("chain_events"."kind" in ('none', 'escrow', 'payout', 'draw', 'fund'))
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "challenges_hash" CHECK (octet_length("challenges"."hash") = 32),
	CONSTRAINT "challenges_purpose" CHECK ("challenges"."purpose" in ('sign-in', 'link', 'owner')),
	CONSTRAINT "challenges_account" CHECK (("challenges"."purpose" = 'link') = ("challenges"."account_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid,
	"kind" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"label" text NOT NULL,
	"subject" text,
	"scope" text[] DEFAULT '{}'::text[] NOT NULL,
	"budget_nanoton" bigint,
	"budget_spent_nanoton" bigint DEFAULT 0 NOT NULL,
	"budget_held_nanoton" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "credentials_kind" CHECK ("credentials"."kind" in ('api_key', 'access_token', 'bot', 'owner')),
	CONSTRAINT "credentials_holder" CHECK (("credentials"."kind" in ('api_key', 'access_token')) = ("credentials"."account_id" is not null)
        and ("credentials"."kind" = 'owner') = ("credentials"."subject" is not null)),
	CONSTRAINT "credentials_hash_bytes" CHECK (octet_length("credentials"."key_hash") = 32),
	CONSTRAINT "credentials_text" CHECK (length("credentials"."label") <= 64 and length("credentials"."subject") <= 128),
	CONSTRAINT "credentials_scope" CHECK (cardinality("credentials"."scope") <= 16),
	CONSTRAINT "credentials_budget" CHECK ("credentials"."budget_spent_nanoton" >= 0 and "credentials"."budget_held_nanoton" >= 0
        and "credentials"."budget_spent_nanoton" + "credentials"."budget_held_nanoton" <= "credentials"."budget_nanoton")
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"job_id" "bytea" NOT NULL,
	"verdict" text NOT NULL,
	"receipt_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "disputes_hashes" CHECK (octet_length("disputes"."job_id") = 32 and octet_length("disputes"."receipt_hash") = 32),
	CONSTRAINT "disputes_verdict" CHECK ("disputes"."verdict" ~ '^[a-z_]{1,64}$')
);
--> statement-breakpoint
CREATE TABLE "escrows" (
	"address" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"epoch" bigint NOT NULL,
	"deposited_nanoton" bigint NOT NULL,
	"charged_nanoton" bigint NOT NULL,
	"charged_total_nanoton" bigint NOT NULL,
	"paid_out_nanoton" bigint NOT NULL,
	"balance_nanoton" bigint NOT NULL,
	"daily_limit_nanoton" bigint NOT NULL,
	"pending_daily_limit_nanoton" bigint,
	"payer_key" "bytea",
	"pending_payer_key" "bytea",
	"pending_at" bigint,
	"day" integer NOT NULL,
	"charged_today_nanoton" bigint NOT NULL,
	"closing_at" bigint,
	"key_seq" bigint NOT NULL,
	"frozen_until_ms" bigint,
	"last_lt" numeric(20) NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "escrows_text" CHECK (length("escrows"."address") <= 80 and length("escrows"."owner") <= 80),
	CONSTRAINT "escrows_balance" CHECK ("escrows"."balance_nanoton" = "escrows"."deposited_nanoton" - "escrows"."charged_total_nanoton" - "escrows"."paid_out_nanoton"
        and "escrows"."balance_nanoton" >= 0),
	CONSTRAINT "escrows_charged" CHECK ("escrows"."charged_nanoton" between 0 and "escrows"."charged_total_nanoton" and "escrows"."charged_today_nanoton" >= 0),
	CONSTRAINT "escrows_keys" CHECK (octet_length("escrows"."payer_key") = 32 and octet_length("escrows"."pending_payer_key") = 32)
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_kind_subject_pk" PRIMARY KEY("kind","subject"),
	CONSTRAINT "identities_account" UNIQUE("account_id","kind"),
	CONSTRAINT "identities_kind" CHECK ("identities"."kind" in ('telegram', 'wallet')),
	CONSTRAINT "identities_subject" CHECK (length("identities"."subject") between 1 and 80)
);
--> statement-breakpoint
CREATE TABLE "owner_prices" (
	"owner" text NOT NULL,
	"model" text NOT NULL,
	"quote" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "owner_prices_owner_model_pk" PRIMARY KEY("owner","model"),
	CONSTRAINT "owner_prices_text" CHECK (length("owner_prices"."owner") between 1 and 128 and length("owner_prices"."model") between 1 and 64
        and "owner_prices"."quote" ~ '^[0-9]+/[0-9]+/[0-9]+$' and length("owner_prices"."quote") <= 64)
);
--> statement-breakpoint
CREATE TABLE "payout_owners" (
	"owner" text PRIMARY KEY NOT NULL,
	"threshold_nanoton" bigint,
	"pay_now_at" timestamp with time zone,
	"cumulative_nanoton" bigint DEFAULT 0 NOT NULL,
	"confirmed_nanoton" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "payout_owners_owner" CHECK (length("payout_owners"."owner") between 1 and 128),
	CONSTRAINT "payout_owners_amounts" CHECK ("payout_owners"."cumulative_nanoton" >= 0 and "payout_owners"."confirmed_nanoton" >= 0 and "payout_owners"."threshold_nanoton" > 0)
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"cumulative_nanoton" bigint NOT NULL,
	"signature" "bytea" NOT NULL,
	"state" text DEFAULT 'voucher' NOT NULL,
	"batch" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"confirmed_lt" numeric(20),
	CONSTRAINT "payouts_state" CHECK ("payouts"."state" in ('voucher', 'sent', 'confirmed')),
	CONSTRAINT "payouts_cumulative_positive" CHECK ("payouts"."cumulative_nanoton" > 0),
	CONSTRAINT "payouts_signature" CHECK (octet_length("payouts"."signature") = 64)
);
--> statement-breakpoint
CREATE TABLE "trial_days" (
	"day" date PRIMARY KEY NOT NULL,
	"granted_nanoton" bigint NOT NULL,
	CONSTRAINT "trial_days_granted" CHECK ("trial_days"."granted_nanoton" >= 0)
);
--> statement-breakpoint
CREATE TABLE "used_init_data" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "used_init_data_hash" CHECK (octet_length("used_init_data"."hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "vouchers" (
	"escrow" text NOT NULL,
	"epoch" bigint NOT NULL,
	"kind" text NOT NULL,
	"cumulative_nanoton" bigint NOT NULL,
	"valid_until" bigint NOT NULL,
	"proxy_signature" "bytea" NOT NULL,
	"payer_signature" "bytea",
	"state" text DEFAULT 'signed' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"confirmed_lt" numeric(20),
	CONSTRAINT "vouchers_escrow_epoch_kind_cumulative_nanoton_pk" PRIMARY KEY("escrow","epoch","kind","cumulative_nanoton"),
	CONSTRAINT "vouchers_kind" CHECK ("vouchers"."kind" in ('charge', 'close')),
	CONSTRAINT "vouchers_state" CHECK ("vouchers"."state" in ('signed', 'sent', 'confirmed', 'expired')),
	CONSTRAINT "vouchers_cumulative" CHECK ("vouchers"."cumulative_nanoton" >= 0),
	CONSTRAINT "vouchers_signatures" CHECK (octet_length("vouchers"."proxy_signature") = 64 and octet_length("vouchers"."payer_signature") = 64)
);
--> statement-breakpoint
-- Keys that were handed out go on working.
INSERT INTO "credentials" ("id", "account_id", "kind", "key_hash", "label", "created_at", "revoked_at")
SELECT "id", "account_id", 'api_key', "key_hash", "label", "created_at", "revoked_at" FROM "api_keys";--> statement-breakpoint
DROP TABLE "api_keys";--> statement-breakpoint
ALTER TABLE "balances" DROP CONSTRAINT "balances_available";--> statement-breakpoint
ALTER TABLE "balances" DROP CONSTRAINT "balances_held";--> statement-breakpoint
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_of_job";--> statement-breakpoint
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_legs";--> statement-breakpoint
DROP INDEX "holds_created";--> statement-breakpoint
DROP INDEX "transfers_to";--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "granted_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "granted_held_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "spent_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "granted_spent_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "lost_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "sponsor_id" uuid;--> statement-breakpoint
ALTER TABLE "balances" ADD COLUMN "owing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "source" text DEFAULT 'own' NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "credential_id" uuid;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "source" text DEFAULT 'own' NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "credential_id" uuid;--> statement-breakpoint
ALTER TABLE "account_events" ADD CONSTRAINT "account_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escrows" ADD CONSTRAINT "escrows_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_owner_payout_owners_owner_fk" FOREIGN KEY ("owner") REFERENCES "public"."payout_owners"("owner") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_events_account" ON "account_events" USING btree ("account_id","seq");--> statement-breakpoint
CREATE INDEX "account_events_created" ON "account_events" USING brin ("created_at");--> statement-breakpoint
CREATE INDEX "challenges_expires" ON "challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_hash" ON "credentials" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "credentials_account" ON "credentials" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_job" ON "disputes" USING btree ("account_id","job_id");--> statement-breakpoint
CREATE INDEX "disputes_created" ON "disputes" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "escrows_account" ON "escrows" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "escrows_owner" ON "escrows" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_cumulative" ON "payouts" USING btree ("owner","cumulative_nanoton");--> statement-breakpoint
CREATE INDEX "payouts_open" ON "payouts" USING btree ("created_at") WHERE "payouts"."state" <> 'confirmed';--> statement-breakpoint
CREATE INDEX "used_init_data_expires" ON "used_init_data" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "vouchers_open" ON "vouchers" USING btree ("state","created_at") WHERE "vouchers"."state" in ('signed', 'sent');--> statement-breakpoint
ALTER TABLE "balances" ADD CONSTRAINT "balances_sponsor_id_accounts_id_fk" FOREIGN KEY ("sponsor_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "balances_sponsor" ON "balances" USING btree ("sponsor_id") WHERE "balances"."sponsor_id" is not null;--> statement-breakpoint
CREATE INDEX "jobs_created" ON "jobs" USING brin ("created_ms") WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "transfers_to" ON "transfers" USING btree ("to_account","seq") WHERE "transfers"."from_account" <> "transfers"."to_account" and "transfers"."kind" <> 'settle_commission';--> statement-breakpoint
ALTER TABLE "balances" ADD CONSTRAINT "balances_amounts" CHECK (least("balances"."available_nanoton", "balances"."held_nanoton", "balances"."granted_nanoton", "balances"."granted_held_nanoton",
        "balances"."spent_nanoton", "balances"."granted_spent_nanoton", "balances"."lost_nanoton") >= 0
        and ("balances"."lost_nanoton" = 0 or "balances"."available_nanoton" = 0)
        and ("balances"."sponsor_id" is not null or "balances"."granted_nanoton" = 0));--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_source" CHECK ("holds"."source" in ('own', 'granted'));--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_source" CHECK ("jobs"."source" in ('own', 'granted'));--> statement-breakpoint
-- Which moves there are: by kind, between which purposes, and whether of a job. A grant from `grants` is of the time before
-- there were deposits.
CREATE FUNCTION transfer_is_legal(p_kind text, p_from text, p_to text, p_job_nulls integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE p_from || ' ' || p_to
    WHEN 'available held' THEN p_kind = 'hold' AND p_job_nulls = 0
    WHEN 'held payable' THEN p_kind = 'settle_worker' AND p_job_nulls = 0
    WHEN 'held commission' THEN p_kind = 'settle_commission' AND p_job_nulls = 0
    WHEN 'held available' THEN p_kind IN ('release', 'expire') AND p_job_nulls = 0
    WHEN 'granted granted_held' THEN p_kind = 'hold' AND p_job_nulls = 0
    WHEN 'granted_held payable' THEN p_kind = 'settle_worker' AND p_job_nulls = 0
    WHEN 'granted_held commission' THEN p_kind = 'settle_commission' AND p_job_nulls = 0
    WHEN 'granted_held granted' THEN p_kind IN ('release', 'expire') AND p_job_nulls = 0
    WHEN 'deposits available' THEN p_kind = 'deposit' AND p_job_nulls = 2
    WHEN 'available withdrawals' THEN p_kind = 'withdraw' AND p_job_nulls = 2
    WHEN 'losses withdrawals' THEN p_kind = 'loss' AND p_job_nulls = 2
    WHEN 'losses payouts' THEN p_kind = 'loss' AND p_job_nulls = 2
    WHEN 'available losses' THEN p_kind = 'recover' AND p_job_nulls = 2
    WHEN 'deposits losses' THEN p_kind = 'fund' AND p_job_nulls = 2
    WHEN 'grants available' THEN p_kind = 'grant' AND p_job_nulls = 2
    WHEN 'available granted' THEN p_kind = 'grant' AND p_job_nulls = 2
    WHEN 'granted available' THEN p_kind = 'grant_return' AND p_job_nulls = 2
    WHEN 'payable payouts' THEN p_kind = 'payout' AND p_job_nulls = 2
    WHEN 'commission payouts' THEN p_kind = 'draw' AND p_job_nulls = 2
    ELSE false
  END;
END $$;
--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_legal" CHECK (transfer_is_legal("transfers"."kind", "transfers"."from_purpose", "transfers"."to_purpose", num_nulls("transfers"."job_id", "transfers"."post")));
