CREATE TABLE "presence" (
	"chip_id" "bytea" NOT NULL,
	"operator" text NOT NULL,
	"model" text NOT NULL,
	"hour" bigint NOT NULL,
	"minutes" bigint NOT NULL,
	"busy_slots" integer NOT NULL,
	"slots" integer NOT NULL,
	"seen_ms" bigint NOT NULL,
	CONSTRAINT "presence_chip_id_operator_model_hour_pk" PRIMARY KEY("chip_id","operator","model","hour"),
	CONSTRAINT "presence_hours" CHECK (hour between 0 and 10000000 and minutes between 0 and 1152921504606846975),
	CONSTRAINT "presence_texts" CHECK (octet_length("presence"."chip_id") between 1 and 64 and length("presence"."operator") between 1 and 128
        and length("presence"."model") between 1 and 64),
	CONSTRAINT "presence_slots" CHECK ("presence"."busy_slots" between 0 and "presence"."slots")
);
--> statement-breakpoint
CREATE TABLE "presence_looks" (
	"hour" bigint PRIMARY KEY NOT NULL,
	"minutes" bigint NOT NULL,
	CONSTRAINT "presence_looks_hour" CHECK (hour between 0 and 10000000 and minutes between 0 and 1152921504606846975)
);
--> statement-breakpoint
CREATE INDEX "presence_operator" ON "presence" USING btree ("operator","hour");--> statement-breakpoint
CREATE INDEX "presence_hour" ON "presence" USING btree ("hour");