ALTER TABLE "payout_owners" DROP CONSTRAINT "payout_owners_amounts";--> statement-breakpoint
ALTER TABLE "payout_owners" ADD COLUMN "shown_nanoton" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_owners" ADD CONSTRAINT "payout_owners_amounts" CHECK (least("payout_owners"."cumulative_nanoton", "payout_owners"."shown_nanoton", "payout_owners"."confirmed_nanoton") >= 0
        and "payout_owners"."threshold_nanoton" > 0);--> statement-breakpoint
-- What an owner was promised, of all time: by a pushed voucher, by one shown on demand, or by what the chain has paid.
CREATE FUNCTION payout_promised(p_owner payout_owners) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(p_owner.cumulative_nanoton, p_owner.shown_nanoton, p_owner.confirmed_nanoton)
$$;
--> statement-breakpoint
-- How much more may be promised to owners of workers, one asking at a time until the end of its transaction. `p_cover` is
-- what all owners were paid and the treasury's pool held after it, so payments seen since change nothing.
CREATE FUNCTION payouts_room(p_cover bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('payouts', 0));
  RETURN (SELECT greatest(p_cover - coalesce(sum(payout_promised(owners)), 0), 0) FROM payout_owners AS owners);
END $$;
--> statement-breakpoint
-- Promises an owner all they earned, as far as it is covered. What they may hold a voucher for then, of all time.
CREATE FUNCTION payout_show(p_owner text, p_cover bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_room bigint := payouts_room(p_cover);
  v_owner payout_owners%ROWTYPE;
  v_earned bigint;
BEGIN
  INSERT INTO payout_owners (owner) VALUES (p_owner) ON CONFLICT DO NOTHING;
  -- Under this lock no payout moves between what is payable and what is confirmed.
  SELECT * INTO STRICT v_owner FROM payout_owners WHERE owner = p_owner FOR UPDATE;
  SELECT ledger_payable(id) + v_owner.confirmed_nanoton INTO v_earned FROM accounts WHERE kind = 'worker' AND owner = p_owner;
  UPDATE payout_owners SET shown_nanoton = greatest(payout_promised(v_owner), least(coalesce(v_earned, 0), payout_promised(v_owner) + v_room))
  WHERE owner = p_owner RETURNING shown_nanoton INTO v_owner.shown_nanoton;
  RETURN v_owner.shown_nanoton;
END $$;
--> statement-breakpoint
-- Puts a signed voucher into the outbox. What was shown to its owner takes nothing more of what is covered.
-- added | exists (that amount or more was pushed) | uncovered
CREATE FUNCTION payout_add(p_id uuid, p_owner text, p_cumulative bigint, p_signature bytea, p_cover bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  v_room bigint := payouts_room(p_cover);
  v_owner payout_owners%ROWTYPE;
BEGIN
  INSERT INTO payout_owners (owner) VALUES (p_owner) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT v_owner FROM payout_owners WHERE owner = p_owner FOR UPDATE;
  IF p_cumulative <= v_owner.cumulative_nanoton THEN RETURN 'exists'; END IF;
  IF p_cumulative > payout_promised(v_owner) + v_room THEN RETURN 'uncovered'; END IF;
  UPDATE payout_owners SET cumulative_nanoton = p_cumulative, pay_now_at = NULL WHERE owner = p_owner;
  INSERT INTO payouts (id, owner, cumulative_nanoton, signature) VALUES (p_id, p_owner, p_cumulative, p_signature);
  RETURN 'added';
END $$;
