CREATE TABLE "roster_headers" (
	"roster_key" "bytea" NOT NULL,
	"epoch" bigint NOT NULL,
	"header" "bytea" NOT NULL,
	"header_hash" "bytea" NOT NULL,
	CONSTRAINT "roster_headers_roster_key_epoch_pk" PRIMARY KEY("roster_key","epoch"),
	CONSTRAINT "roster_headers_epoch" CHECK ("roster_headers"."epoch" between 1 and 9007199254740991),
	CONSTRAINT "roster_headers_bytes" CHECK (octet_length("roster_headers"."roster_key") = 32 and octet_length("roster_headers"."header_hash") = 32
        and octet_length("roster_headers"."header") between 65 and 512)
);
--> statement-breakpoint
CREATE TABLE "roster_indexes" (
	"roster_key" "bytea" NOT NULL,
	"epoch" bigint NOT NULL,
	"node_index" "bytea" NOT NULL,
	CONSTRAINT "roster_indexes_roster_key_epoch_pk" PRIMARY KEY("roster_key","epoch"),
	CONSTRAINT "roster_indexes_bytes" CHECK (octet_length("roster_indexes"."node_index") between 1 and 16777216)
);
--> statement-breakpoint
ALTER TABLE "roster_indexes" ADD CONSTRAINT "roster_indexes_header" FOREIGN KEY ("roster_key","epoch") REFERENCES "public"."roster_headers"("roster_key","epoch") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE TRIGGER roster_headers_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON roster_headers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- 'appended' for the one proxy whose header becomes the epoch's; 'passed' when the log has gone on meanwhile, or does not
-- end with the header that this one names. Two at once meet at the primary key: the later waits for the earlier's commit.
-- 'ahead' for a header dated more than a minute ahead of this clock. No later epoch may be dated before it, clients refuse
-- one dated in the future, and nothing here is ever deleted: one proxy's fast clock would end the network's chain.
CREATE FUNCTION roster_append(p_key bytea, p_epoch bigint, p_previous bytea, p_time_ms bigint, p_header bytea, p_hash bytea,
                              p_node_index bytea, p_indexes_kept integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_epoch bigint;
  v_hash bytea;
BEGIN
  SELECT epoch, header_hash INTO v_epoch, v_hash FROM roster_headers WHERE roster_key = p_key ORDER BY epoch DESC LIMIT 1;
  IF p_epoch <> coalesce(v_epoch, 0) + 1 OR v_hash IS NOT NULL AND v_hash <> p_previous THEN RETURN 'passed'; END IF;
  IF p_time_ms > extract(epoch FROM clock_timestamp()) * 1000 + 60000 THEN RETURN 'ahead'; END IF;
  INSERT INTO roster_headers (roster_key, epoch, header, header_hash) VALUES (p_key, p_epoch, p_header, p_hash)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'passed'; END IF;
  INSERT INTO roster_indexes (roster_key, epoch, node_index) VALUES (p_key, p_epoch, p_node_index);
  DELETE FROM roster_indexes WHERE roster_key = p_key AND epoch <= p_epoch - p_indexes_kept;
  RETURN 'appended';
END $$;
