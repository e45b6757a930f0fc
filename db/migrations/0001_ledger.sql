-- The ledger's moves. Each is one statement for the caller, and each begins by locking the person's row in `balances`:
-- whatever it reads after that, no other move of the same person can change. It waits for nothing that another move
-- could hold while waiting for it, so moves can't deadlock.

INSERT INTO accounts (id, kind, label) VALUES
  ('00000000-0000-0000-0000-000000000001', 'platform', 'the operator of this proxy'),
  ('00000000-0000-0000-0000-000000000002', 'world', 'everything outside the ledger');
--> statement-breakpoint
-- Only two numbers of a row in `balances` ever change: room on the page keeps such an update out of the indexes.
ALTER TABLE balances SET (fillfactor = 50);
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER transfers_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A repeated move derives the same id. SHA-256 and not MD5, because the job id in it is chosen by a stranger.
CREATE FUNCTION ledger_transfer_id(p_kind text, p_account uuid, p_job bytea, p_post integer) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(substring(sha256(convert_to(
    p_kind || ':' || p_account || ':' || encode(p_job, 'hex') || ':' || p_post, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid
$$;
--> statement-breakpoint
-- The account of a worker's owner, made when it first earns.
CREATE FUNCTION ledger_worker(p_owner text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid;
BEGIN
  SELECT id INTO v_id FROM accounts WHERE owner = p_owner;
  IF NOT FOUND THEN
    INSERT INTO accounts (id, kind, owner, label) VALUES (gen_random_uuid(), 'worker', p_owner, '') ON CONFLICT DO NOTHING;
    SELECT id INTO STRICT v_id FROM accounts WHERE owner = p_owner;
  END IF;
  RETURN v_id;
END $$;
--> statement-breakpoint
-- granted | exists | conflict (the id stands for another move) | account_unknown
CREATE FUNCTION ledger_grant(p_id uuid, p_account uuid, p_amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_balance balances%ROWTYPE;
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, 'grant', '00000000-0000-0000-0000-000000000002', 'grants', p_account, 'available', p_amount,
          v_balance.currency, v_balance.rail)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    RETURN CASE WHEN EXISTS (SELECT FROM transfers WHERE id = p_id AND kind = 'grant' AND to_account = p_account
                             AND amount_nanoton = p_amount) THEN 'exists' ELSE 'conflict' END;
  END IF;
  UPDATE balances SET available_nanoton = available_nanoton + p_amount WHERE account_id = p_account;
  RETURN 'granted';
END $$;
--> statement-breakpoint
-- held | exists | insufficient | account_unknown
CREATE FUNCTION ledger_hold(p_account uuid, p_job bytea, p_post integer, p_amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid := ledger_transfer_id('hold', p_account, p_job, p_post);
  v_balance balances%ROWTYPE;
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  IF EXISTS (SELECT FROM transfers WHERE id = v_id) THEN RETURN 'exists'; END IF;
  IF v_balance.available_nanoton < p_amount THEN RETURN 'insufficient'; END IF;
  UPDATE balances SET available_nanoton = available_nanoton - p_amount, held_nanoton = held_nanoton + p_amount
  WHERE account_id = p_account;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                         job_id, post)
  VALUES (v_id, 'hold', p_account, 'available', p_account, 'held', p_amount, v_balance.currency, v_balance.rail,
          p_job, p_post);
  INSERT INTO holds (account_id, job_id, post, amount_nanoton) VALUES (p_account, p_job, p_post, p_amount);
  RETURN 'held';
END $$;
--> statement-breakpoint
-- Ends a hold: `p_cost` of it to the worker and the platform, the rest back to the person as a transfer of `p_rest_kind`.
-- closed | exists | hold_unknown | cost_above_hold; o_charged is what the person paid, now or when it was closed.
CREATE FUNCTION ledger_close(p_account uuid, p_job bytea, p_post integer, p_cost bigint, p_worker text,
                             p_commission_ppm integer, p_rest_kind text, OUT o_outcome text, OUT o_charged bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_balance balances%ROWTYPE;
  v_held bigint;
  v_worker uuid;
  -- Rounded down, so that of a fraction the worker gains and never the platform.
  v_commission bigint := div(p_cost::numeric * p_commission_ppm, 1000000);
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  SELECT amount_nanoton INTO v_held FROM holds WHERE account_id = p_account AND job_id = p_job AND post = p_post;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM transfers WHERE id = ledger_transfer_id('hold', p_account, p_job, p_post)) THEN
      o_outcome := 'hold_unknown';
      RETURN;
    END IF;
    o_outcome := 'exists';
    SELECT coalesce(sum(amount_nanoton), 0) INTO o_charged FROM transfers
    WHERE id IN (ledger_transfer_id('settle_worker', p_account, p_job, p_post),
                 ledger_transfer_id('settle_commission', p_account, p_job, p_post));
    RETURN;
  END IF;
  IF p_cost > v_held THEN
    o_outcome := 'cost_above_hold';
    RETURN;
  END IF;
  IF p_cost > 0 THEN v_worker := ledger_worker(p_worker); END IF;
  DELETE FROM holds WHERE account_id = p_account AND job_id = p_job AND post = p_post;
  UPDATE balances SET held_nanoton = held_nanoton - v_held, available_nanoton = available_nanoton + v_held - p_cost
  WHERE account_id = p_account;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                         job_id, post)
  SELECT ledger_transfer_id(leg.kind, p_account, p_job, p_post), leg.kind, p_account, 'held', leg.account, leg.purpose,
         leg.amount, v_balance.currency, v_balance.rail, p_job, p_post
  FROM (VALUES ('settle_worker', v_worker, 'payable', p_cost - v_commission),
               ('settle_commission', '00000000-0000-0000-0000-000000000001'::uuid, 'commission', v_commission),
               (p_rest_kind, p_account, 'available', v_held - p_cost)) AS leg (kind, account, purpose, amount)
  WHERE leg.amount > 0;
  o_outcome := 'closed';
  o_charged := p_cost;
END $$;
--> statement-breakpoint
-- A sequence number at or below which every transfer is committed or will never be: writers take their number under a
-- lock on the table that this one excludes, for the moment it takes to read a counter. Gives up rather than let the
-- writers queue behind a long transaction: SQLSTATE 55P03.
CREATE FUNCTION ledger_final_seq() RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
BEGIN
  LOCK TABLE transfers IN SHARE ROW EXCLUSIVE MODE;
  RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM transfers_seq_seq);
END $$;
--> statement-breakpoint
-- Adds all transfers up to `p_through`, which ledger_final_seq gave, to the totals. One at a time; a second one that
-- comes with an older number adds nothing. Returns the number the totals now reach.
CREATE FUNCTION ledger_roll_up(p_through bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_since bigint;
BEGIN
  LOCK TABLE ledger_totals IN SHARE ROW EXCLUSIVE MODE;
  SELECT coalesce(max(through_seq), 0) INTO v_since FROM ledger_totals;
  IF p_through <= v_since THEN RETURN v_since; END IF;
  INSERT INTO ledger_totals AS total (account_id, purpose, currency, rail, balance_nanoton, through_seq)
  SELECT account_id, purpose, currency, rail, sum(amount), p_through FROM ledger_entries
  WHERE seq > v_since AND seq <= p_through AND purpose NOT IN ('available', 'held')
  GROUP BY account_id, purpose, currency, rail
  ON CONFLICT (account_id, purpose, currency, rail) DO UPDATE
  SET balance_nanoton = total.balance_nanoton + excluded.balance_nanoton, through_seq = excluded.through_seq;
  RETURN p_through;
END $$;
--> statement-breakpoint
-- Both sides of every transfer, signed: the sum over all rows is zero by construction.
CREATE VIEW ledger_entries AS
  SELECT seq, from_account AS account_id, from_purpose AS purpose, currency, rail, -amount_nanoton AS amount FROM transfers
  UNION ALL
  SELECT seq, to_account, to_purpose, currency, rail, amount_nanoton FROM transfers;
--> statement-breakpoint
-- What every account has, by what it is for. People's part comes from `balances` and the others' from `transfers`, two
-- records that are written apart; so a sum other than zero means money was made or lost.
CREATE VIEW ledger_position AS
  SELECT account_id, 'available' AS purpose, currency, rail, available_nanoton AS balance FROM balances
  UNION ALL
  SELECT account_id, 'held', currency, rail, held_nanoton FROM balances
  UNION ALL
  SELECT account_id, purpose, currency, rail, balance_nanoton FROM ledger_totals
  UNION ALL
  SELECT account_id, purpose, currency, rail, amount FROM ledger_entries
  WHERE seq > (SELECT coalesce(max(through_seq), 0) FROM ledger_totals) AND purpose NOT IN ('available', 'held');
