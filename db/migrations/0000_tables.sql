CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"owner" text,
	"label" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_kind" CHECK ("accounts"."kind" in ('person', 'worker', 'platform', 'world')),
	CONSTRAINT "accounts_owner_of_worker" CHECK (("accounts"."kind" = 'worker') = ("accounts"."owner" is not null)),
	CONSTRAINT "accounts_text" CHECK (length("accounts"."label") <= 64 and length("accounts"."owner") between 1 and 128)
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_bytes" CHECK (octet_length("api_keys"."key_hash") = 32),
	CONSTRAINT "api_keys_label" CHECK (length("api_keys"."label") <= 64)
);
--> statement-breakpoint
CREATE TABLE "balances" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"currency" text DEFAULT 'TON' NOT NULL,
	"rail" text DEFAULT 'ton' NOT NULL,
	"available_nanoton" bigint DEFAULT 0 NOT NULL,
	"held_nanoton" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "balances_available" CHECK ("balances"."available_nanoton" >= 0),
	CONSTRAINT "balances_held" CHECK ("balances"."held_nanoton" >= 0)
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"account_id" uuid NOT NULL,
	"job_id" "bytea" NOT NULL,
	"post" integer NOT NULL,
	"amount_nanoton" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "holds_account_id_job_id_post_pk" PRIMARY KEY("account_id","job_id","post"),
	CONSTRAINT "holds_amount" CHECK ("holds"."amount_nanoton" > 0)
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"account_id" uuid NOT NULL,
	"job_id" "bytea" NOT NULL,
	"post" integer NOT NULL,
	"state" text NOT NULL,
	"envelope_hash" "bytea" NOT NULL,
	"transcript" "bytea" NOT NULL,
	"model_id" text NOT NULL,
	"manifest" "bytea" NOT NULL,
	"quote" text NOT NULL,
	"ceiling_nanoton" bigint NOT NULL,
	"not_after_ms" bigint NOT NULL,
	"created_ms" bigint NOT NULL,
	"charged_nanoton" bigint,
	"outer_receipt" "bytea",
	"problem" text,
	"worker_key_id" "bytea",
	CONSTRAINT "jobs_account_id_job_id_pk" PRIMARY KEY("account_id","job_id"),
	CONSTRAINT "jobs_state" CHECK ("jobs"."state" in ('queued', 'streaming', 'done', 'interrupted', 'failed', 'cancelled', 'expired', 'reseal_required')),
	CONSTRAINT "jobs_charged_when_over" CHECK (("jobs"."state" in ('queued', 'streaming')) = ("jobs"."charged_nanoton" is null)),
	CONSTRAINT "jobs_charged" CHECK ("jobs"."charged_nanoton" between 0 and "jobs"."ceiling_nanoton"),
	CONSTRAINT "jobs_hashes" CHECK (octet_length("jobs"."job_id") = 32 and octet_length("jobs"."envelope_hash") = 32 and octet_length("jobs"."transcript") = 32
        and octet_length("jobs"."manifest") = 32 and octet_length("jobs"."worker_key_id") = 32),
	CONSTRAINT "jobs_text" CHECK (length("jobs"."model_id") between 1 and 64 and "jobs"."quote" ~ '^[0-9]+/[0-9]+/[0-9]+$' and length("jobs"."quote") <= 64
        and "jobs"."problem" ~ '^[a-z_]{1,64}$' and octet_length("jobs"."outer_receipt") <= 4096)
);
--> statement-breakpoint
CREATE TABLE "ledger_totals" (
	"account_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"currency" text DEFAULT 'TON' NOT NULL,
	"rail" text DEFAULT 'ton' NOT NULL,
	"balance_nanoton" bigint NOT NULL,
	"through_seq" bigint NOT NULL,
	CONSTRAINT "ledger_totals_account_id_purpose_currency_rail_pk" PRIMARY KEY("account_id","purpose","currency","rail")
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "transfers_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"from_account" uuid NOT NULL,
	"from_purpose" text NOT NULL,
	"to_account" uuid NOT NULL,
	"to_purpose" text NOT NULL,
	"amount_nanoton" bigint NOT NULL,
	"currency" text DEFAULT 'TON' NOT NULL,
	"rail" text DEFAULT 'ton' NOT NULL,
	"job_id" "bytea",
	"post" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transfers_amount" CHECK ("transfers"."amount_nanoton" > 0),
	CONSTRAINT "transfers_of_job" CHECK (num_nulls("transfers"."job_id", "transfers"."post") = case when "transfers"."kind" = 'grant' then 2 else 0 end),
	CONSTRAINT "transfers_legs" CHECK (("transfers"."kind", "transfers"."from_purpose", "transfers"."to_purpose") in (('grant', 'grants', 'available'),
        ('hold', 'available', 'held'), ('settle_worker', 'held', 'payable'), ('settle_commission', 'held', 'commission'),
        ('release', 'held', 'available'), ('expire', 'held', 'available')))
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "balances" ADD CONSTRAINT "balances_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_owner" ON "accounts" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "api_keys_account" ON "api_keys" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "holds_created" ON "holds" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "jobs_unfinished" ON "jobs" USING btree ("not_after_ms") WHERE "jobs"."state" in ('queued', 'streaming');--> statement-breakpoint
CREATE INDEX "transfers_seq" ON "transfers" USING brin ("seq") WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "transfers_from" ON "transfers" USING btree ("from_account","seq");--> statement-breakpoint
CREATE INDEX "transfers_to" ON "transfers" USING btree ("to_account","seq") WHERE "transfers"."from_account" <> "transfers"."to_account";