-- The moves of real money, and jobs on one's own or a sponsor's. As before, each is one statement for the caller and first
-- locks the person's row in `balances`; a move on two people locks both rows in the order of their ids. What else it may
-- wait for comes after, always in this order: a key's budget, the trial's day.

DROP FUNCTION ledger_grant(uuid, uuid, bigint);
--> statement-breakpoint
DROP FUNCTION ledger_hold(uuid, bytea, integer, bigint);
--> statement-breakpoint
DROP FUNCTION job_admit(uuid, bytea, bytea, bytea, text, bytea, text, bigint, bigint, bigint);
--> statement-breakpoint
DROP FUNCTION job_finish(uuid, bytea, integer, text, bigint, text, integer, bytea, text);
--> statement-breakpoint
CREATE TRIGGER chain_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON chain_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The same ids as before, of parts that Postgres may compute in line.
CREATE OR REPLACE FUNCTION ledger_transfer_id(p_kind text, p_account uuid, p_job bytea, p_post integer) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(substring(sha256((p_kind || ':' || p_account::text || ':' || encode(p_job, 'hex') || ':' || p_post::text)::bytea)
                          FROM 1 FOR 16), 'hex')::uuid
$$;
--> statement-breakpoint
-- The id of a move that another id implies.
CREATE FUNCTION ledger_derived_id(p_kind text, p_of text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(substring(sha256(convert_to(p_kind || ':' || p_of, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid
$$;
--> statement-breakpoint
-- Tells an account's clients. Numbered under the account's lock, so that no event of an account becomes visible after a
-- later one; whoever waits for events is woken when the transaction is committed.
CREATE FUNCTION event_append(p_account uuid, p_kind text, p_data jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM balances WHERE account_id = p_account FOR UPDATE;
  INSERT INTO account_events (account_id, kind, data) VALUES (p_account, p_kind, p_data);
  PERFORM pg_notify('account_events', p_account::text);
END $$;
--> statement-breakpoint
CREATE FUNCTION ledger_recover(p_id uuid, p_account uuid, p_amount bigint, p_currency text, p_rail text) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, 'recover', p_account, 'available', p_account, 'losses', p_amount, p_currency, p_rail)
$$;
--> statement-breakpoint
-- What becomes available first repays what the chain has paid out beyond the person's own. `p_of` tells the repayments of
-- one person apart.
CREATE FUNCTION ledger_make_available(p_balance balances, p_amount bigint, p_of text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_recovered bigint := least(p_amount, p_balance.lost_nanoton);
BEGIN
  UPDATE balances SET available_nanoton = available_nanoton + p_amount - v_recovered, lost_nanoton = lost_nanoton - v_recovered
  WHERE account_id = p_balance.account_id;
  IF v_recovered > 0 THEN
    PERFORM ledger_recover(ledger_derived_id('recover', p_of), p_balance.account_id, v_recovered, p_balance.currency,
                           p_balance.rail);
  END IF;
END $$;
--> statement-breakpoint
-- deposited | exists | conflict (the id stands for another move) | account_unknown
CREATE FUNCTION ledger_deposit(p_id uuid, p_account uuid, p_amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_balance balances%ROWTYPE;
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, 'deposit', '00000000-0000-0000-0000-000000000002', 'deposits', p_account, 'available', p_amount,
          v_balance.currency, v_balance.rail)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    RETURN CASE WHEN EXISTS (SELECT FROM transfers WHERE id = p_id AND kind = 'deposit' AND to_account = p_account
                             AND amount_nanoton = p_amount) THEN 'exists' ELSE 'conflict' END;
  END IF;
  PERFORM ledger_make_available(v_balance, p_amount, p_id::text);
  RETURN 'deposited';
END $$;
--> statement-breakpoint
-- The chain has paid a person out: this much of it was available, the rest (charges that were never collected, or money
-- still held) stands as the person's loss, which is the platform's to bear until something becomes available again.
-- withdrawn | exists | conflict | account_unknown
CREATE FUNCTION ledger_withdraw(p_id uuid, p_account uuid, p_amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_balance balances%ROWTYPE;
  v_own bigint;
  v_loss_id uuid := ledger_derived_id('loss', p_id::text);
  v_before bigint;
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  SELECT sum(amount_nanoton) INTO v_before FROM transfers
  WHERE from_account = p_account AND (id = p_id AND kind IN ('withdraw', 'loss') OR id = v_loss_id);
  IF v_before = p_amount THEN RETURN 'exists'; END IF;
  IF v_before IS NOT NULL OR EXISTS (SELECT FROM transfers WHERE id = p_id) THEN RETURN 'conflict'; END IF;
  v_own := least(v_balance.available_nanoton, p_amount);
  -- Another person's move of the same id may have come since we looked.
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, CASE v_own WHEN 0 THEN 'loss' ELSE 'withdraw' END, p_account, CASE v_own WHEN 0 THEN 'losses' ELSE 'available' END,
          '00000000-0000-0000-0000-000000000002', 'withdrawals', CASE v_own WHEN 0 THEN p_amount ELSE v_own END,
          v_balance.currency, v_balance.rail)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN RETURN 'conflict'; END IF;
  IF v_own > 0 AND v_own < p_amount THEN
    INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
    VALUES (v_loss_id, 'loss', p_account, 'losses', '00000000-0000-0000-0000-000000000002', 'withdrawals', p_amount - v_own,
            v_balance.currency, v_balance.rail);
  END IF;
  UPDATE balances SET available_nanoton = available_nanoton - v_own, lost_nanoton = lost_nanoton + p_amount - v_own
  WHERE account_id = p_account;
  RETURN 'withdrawn';
END $$;
--> statement-breakpoint
-- A sponsor's own money becomes another person's to spend on answers. With `p_day`, all grants of that day together stay
-- within `p_day_budget`.
-- granted | exists | conflict | insufficient | other_sponsor | day_budget_spent | account_unknown
CREATE FUNCTION ledger_grant(p_id uuid, p_sponsor uuid, p_account uuid, p_amount bigint, p_day date, p_day_budget bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_sponsor balances%ROWTYPE;
  v_balance balances%ROWTYPE;
BEGIN
  IF p_sponsor = p_account THEN RETURN 'other_sponsor'; END IF;
  PERFORM FROM balances WHERE account_id IN (p_sponsor, p_account) ORDER BY account_id FOR UPDATE;
  SELECT * INTO v_sponsor FROM balances WHERE account_id = p_sponsor;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  IF EXISTS (SELECT FROM transfers WHERE id = p_id) THEN
    RETURN CASE WHEN EXISTS (SELECT FROM transfers WHERE id = p_id AND kind = 'grant' AND from_account = p_sponsor
                             AND to_account = p_account AND amount_nanoton = p_amount) THEN 'exists' ELSE 'conflict' END;
  END IF;
  IF v_balance.sponsor_id <> p_sponsor THEN RETURN 'other_sponsor'; END IF;
  IF v_sponsor.available_nanoton < p_amount THEN RETURN 'insufficient'; END IF;
  IF p_day IS NOT NULL THEN
    INSERT INTO trial_days AS trial (day, granted_nanoton) SELECT p_day, p_amount WHERE p_amount <= p_day_budget
    ON CONFLICT (day) DO UPDATE SET granted_nanoton = trial.granted_nanoton + p_amount
    WHERE trial.granted_nanoton <= p_day_budget - p_amount;
    IF NOT FOUND THEN RETURN 'day_budget_spent'; END IF;
  END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, 'grant', p_sponsor, 'available', p_account, 'granted', p_amount, v_sponsor.currency, v_sponsor.rail)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    UPDATE trial_days SET granted_nanoton = granted_nanoton - p_amount WHERE day = p_day;
    RETURN 'conflict';
  END IF;
  UPDATE balances SET available_nanoton = available_nanoton - p_amount WHERE account_id = p_sponsor;
  UPDATE balances SET granted_nanoton = granted_nanoton + p_amount, sponsor_id = p_sponsor WHERE account_id = p_account;
  PERFORM event_append(p_account, 'granted', jsonb_build_object('amountNanoton', p_amount::text));
  RETURN 'granted';
END $$;
--> statement-breakpoint
-- What is left of a grant goes back to its sponsor. returned | exists | conflict | insufficient | account_unknown
CREATE FUNCTION ledger_grant_return(p_id uuid, p_account uuid, p_amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_sponsor_id uuid;
  v_sponsor balances%ROWTYPE;
  v_granted bigint;
BEGIN
  -- Once it is set it never changes; so it may be read before the lock.
  SELECT sponsor_id INTO v_sponsor_id FROM balances WHERE account_id = p_account;
  IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
  IF v_sponsor_id IS NULL THEN RETURN 'insufficient'; END IF;
  PERFORM FROM balances WHERE account_id IN (v_sponsor_id, p_account) ORDER BY account_id FOR UPDATE;
  SELECT * INTO STRICT v_sponsor FROM balances WHERE account_id = v_sponsor_id;
  SELECT granted_nanoton INTO STRICT v_granted FROM balances WHERE account_id = p_account;
  IF EXISTS (SELECT FROM transfers WHERE id = p_id) THEN
    RETURN CASE WHEN EXISTS (SELECT FROM transfers WHERE id = p_id AND kind = 'grant_return' AND from_account = p_account
                             AND amount_nanoton = p_amount) THEN 'exists' ELSE 'conflict' END;
  END IF;
  IF v_granted < p_amount THEN RETURN 'insufficient'; END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail)
  VALUES (p_id, 'grant_return', p_account, 'granted', v_sponsor_id, 'available', p_amount, v_sponsor.currency, v_sponsor.rail)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN RETURN 'conflict'; END IF;
  UPDATE balances SET granted_nanoton = granted_nanoton - p_amount WHERE account_id = p_account;
  PERFORM ledger_make_available(v_sponsor, p_amount, p_id::text);
  RETURN 'returned';
END $$;
--> statement-breakpoint
-- held | exists | insufficient | budget_exceeded | account_unknown. Moves first and asks afterwards whether it had to: the
-- move itself takes the lock, and a repeated one, which is rare, is taken back.
CREATE FUNCTION ledger_hold(p_account uuid, p_job bytea, p_post integer, p_amount bigint, p_source text, p_credential uuid)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_own bigint := CASE p_source WHEN 'own' THEN p_amount ELSE 0 END;
  v_granted bigint := p_amount - v_own;
  v_currency text;
  v_rail text;
BEGIN
  UPDATE balances SET available_nanoton = available_nanoton - v_own, held_nanoton = held_nanoton + v_own,
                      granted_nanoton = granted_nanoton - v_granted, granted_held_nanoton = granted_held_nanoton + v_granted
  WHERE account_id = p_account AND available_nanoton >= v_own AND granted_nanoton >= v_granted
  RETURNING currency, rail INTO v_currency, v_rail;
  IF NOT FOUND THEN
    PERFORM FROM balances WHERE account_id = p_account FOR UPDATE;
    IF NOT FOUND THEN RETURN 'account_unknown'; END IF;
    RETURN CASE WHEN EXISTS (SELECT FROM transfers WHERE id = ledger_transfer_id('hold', p_account, p_job, p_post))
                THEN 'exists' ELSE 'insufficient' END;
  END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                         job_id, post)
  VALUES (ledger_transfer_id('hold', p_account, p_job, p_post), 'hold',
          p_account, CASE v_granted WHEN 0 THEN 'available' ELSE 'granted' END,
          p_account, CASE v_granted WHEN 0 THEN 'held' ELSE 'granted_held' END, p_amount, v_currency, v_rail, p_job, p_post)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    UPDATE balances SET available_nanoton = available_nanoton + v_own, held_nanoton = held_nanoton - v_own,
                        granted_nanoton = granted_nanoton + v_granted, granted_held_nanoton = granted_held_nanoton - v_granted
    WHERE account_id = p_account;
    RETURN 'exists';
  END IF;
  INSERT INTO holds (account_id, job_id, post, amount_nanoton, source, credential_id)
  VALUES (p_account, p_job, p_post, p_amount, p_source, p_credential);
  RETURN 'held';
END $$;
--> statement-breakpoint
-- Takes a job's ceiling from the budget of the key it is posted with; false when that is not enough. A key with a budget is
-- one account's, whose lock the caller has, so nobody else's jobs wait for its row. `p_credential` without a budget is not
-- written to, for a bot's is shared by all.
CREATE FUNCTION credential_take(INOUT p_credential uuid, p_amount bigint, OUT o_enough boolean) LANGUAGE plpgsql AS $$
BEGIN
  o_enough := true;
  UPDATE credentials SET budget_held_nanoton = budget_held_nanoton + p_amount
  WHERE id = p_credential AND budget_nanoton - budget_spent_nanoton - budget_held_nanoton >= p_amount;
  IF FOUND THEN RETURN; END IF;
  o_enough := NOT EXISTS (SELECT FROM credentials WHERE id = p_credential AND budget_nanoton IS NOT NULL);
  p_credential := NULL;
END $$;
--> statement-breakpoint
-- The platform's part of what a person spends next. Rounded down over all they ever spent, and not job by job: the treasury
-- takes its part of the sums that it charges, also rounded down, so what it keeps for workers always covers their parts.
CREATE FUNCTION commission_between(p_spent bigint, p_cost bigint, p_ppm integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT div((p_spent::numeric + p_cost) * p_ppm, 1000000) - div(p_spent::numeric * p_ppm, 1000000)
$$;
--> statement-breakpoint
-- Ends a hold: `p_cost` of it to the worker and the platform, the rest back to where it came from as a transfer of
-- `p_rest_kind`.
-- closed | exists | hold_unknown | cost_above_hold; o_charged is what the person paid, now or when it was closed.
CREATE OR REPLACE FUNCTION ledger_close(p_account uuid, p_job bytea, p_post integer, p_cost bigint, p_worker text,
                             p_commission_ppm integer, p_rest_kind text, OUT o_outcome text, OUT o_charged bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_hold holds%ROWTYPE;
  v_worker uuid;
  v_rest bigint;
  v_lost bigint;
  v_recovered bigint := 0;
  v_currency text;
  v_rail text;
  v_own bigint;
  v_granted bigint;
  v_commission bigint;
BEGIN
  SELECT lost_nanoton, spent_nanoton, granted_spent_nanoton INTO v_lost, v_own, v_granted FROM balances
  WHERE account_id = p_account FOR UPDATE;
  DELETE FROM holds WHERE account_id = p_account AND job_id = p_job AND post = p_post AND amount_nanoton >= p_cost
  RETURNING * INTO v_hold;
  IF NOT FOUND THEN
    SELECT r.o_outcome, r.o_charged INTO o_outcome, o_charged FROM ledger_why_not_closed(p_account, p_job, p_post) AS r;
    RETURN;
  END IF;
  IF v_hold.credential_id IS NOT NULL THEN
    UPDATE credentials SET budget_held_nanoton = budget_held_nanoton - v_hold.amount_nanoton,
                           budget_spent_nanoton = budget_spent_nanoton + p_cost
    WHERE id = v_hold.credential_id;
  END IF;
  v_rest := v_hold.amount_nanoton - p_cost;
  v_commission := commission_between(CASE v_hold.source WHEN 'own' THEN v_own ELSE v_granted END, p_cost, p_commission_ppm);
  IF v_hold.source = 'own' THEN
    v_recovered := least(v_rest, v_lost);
    UPDATE balances SET held_nanoton = held_nanoton - v_hold.amount_nanoton, spent_nanoton = spent_nanoton + p_cost,
                        available_nanoton = available_nanoton + v_rest - v_recovered, lost_nanoton = lost_nanoton - v_recovered,
                        owing_since = CASE WHEN p_cost > 0 THEN coalesce(owing_since, now()) ELSE owing_since END
    WHERE account_id = p_account RETURNING currency, rail INTO v_currency, v_rail;
  ELSE
    UPDATE balances SET granted_held_nanoton = granted_held_nanoton - v_hold.amount_nanoton,
                        granted_spent_nanoton = granted_spent_nanoton + p_cost, granted_nanoton = granted_nanoton + v_rest
    WHERE account_id = p_account RETURNING currency, rail INTO v_currency, v_rail;
  END IF;
  IF p_cost > 0 THEN
    SELECT id INTO v_worker FROM accounts WHERE owner = p_worker;
    IF NOT FOUND THEN v_worker := ledger_worker(p_worker); END IF;
  END IF;
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                         job_id, post)
  SELECT ledger_transfer_id(leg.kind, p_account, p_job, p_post), leg.kind, p_account,
         CASE v_hold.source WHEN 'own' THEN 'held' ELSE 'granted_held' END, leg.account, leg.purpose,
         leg.amount, v_currency, v_rail, p_job, p_post
  FROM (VALUES ('settle_worker', v_worker, 'payable', p_cost - v_commission),
               ('settle_commission', '00000000-0000-0000-0000-000000000001'::uuid, 'commission', v_commission),
               (p_rest_kind, p_account, CASE v_hold.source WHEN 'own' THEN 'available' ELSE 'granted' END, v_rest))
    AS leg (kind, account, purpose, amount)
  WHERE leg.amount > 0;
  IF v_recovered > 0 THEN
    PERFORM ledger_recover(ledger_transfer_id('recover', p_account, p_job, p_post), p_account, v_recovered, v_currency, v_rail);
  END IF;
  o_outcome := 'closed';
  o_charged := p_cost;
END $$;
--> statement-breakpoint
-- exists | hold_unknown | cost_above_hold; o_charged is what the person paid when it was closed.
CREATE FUNCTION ledger_why_not_closed(p_account uuid, p_job bytea, p_post integer, OUT o_outcome text, OUT o_charged bigint)
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM holds WHERE account_id = p_account AND job_id = p_job AND post = p_post) THEN
    o_outcome := 'cost_above_hold';
  ELSIF NOT EXISTS (SELECT FROM transfers WHERE id = ledger_transfer_id('hold', p_account, p_job, p_post)) THEN
    o_outcome := 'hold_unknown';
  ELSE
    o_outcome := 'exists';
    SELECT coalesce(sum(amount_nanoton), 0) INTO o_charged FROM transfers
    WHERE id IN (ledger_transfer_id('settle_worker', p_account, p_job, p_post),
                 ledger_transfer_id('settle_commission', p_account, p_job, p_post));
  END IF;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION ledger_roll_up(p_through bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_since bigint;
BEGIN
  LOCK TABLE ledger_totals IN SHARE ROW EXCLUSIVE MODE;
  SELECT coalesce(max(through_seq), 0) INTO v_since FROM ledger_totals;
  IF p_through <= v_since THEN RETURN v_since; END IF;
  INSERT INTO ledger_totals AS total (account_id, purpose, currency, rail, balance_nanoton, through_seq)
  SELECT account_id, purpose, currency, rail, sum(amount), p_through FROM ledger_entries
  WHERE seq > v_since AND seq <= p_through AND purpose NOT IN ('available', 'held', 'granted', 'granted_held')
  GROUP BY account_id, purpose, currency, rail
  ON CONFLICT (account_id, purpose, currency, rail) DO UPDATE
  SET balance_nanoton = total.balance_nanoton + excluded.balance_nanoton, through_seq = excluded.through_seq;
  RETURN p_through;
END $$;
--> statement-breakpoint
-- What every account has, by what it is for. People's part comes from `balances` and the others' from `transfers`, two
-- records that are written apart; so a sum other than zero means money was made or lost.
CREATE OR REPLACE VIEW ledger_position AS
  SELECT account_id, 'available' AS purpose, currency, rail, available_nanoton AS balance FROM balances
  UNION ALL
  SELECT account_id, 'held', currency, rail, held_nanoton FROM balances
  UNION ALL
  SELECT account_id, purpose, currency, rail, balance_nanoton FROM ledger_totals
  UNION ALL
  SELECT account_id, purpose, currency, rail, amount FROM ledger_entries
  WHERE seq > (SELECT coalesce(max(through_seq), 0) FROM ledger_totals)
    AND purpose NOT IN ('available', 'held', 'granted', 'granted_held')
  UNION ALL
  SELECT account_id, 'granted', currency, rail, granted_nanoton FROM balances WHERE sponsor_id IS NOT NULL
  UNION ALL
  SELECT account_id, 'granted_held', currency, rail, granted_held_nanoton FROM balances WHERE sponsor_id IS NOT NULL;
--> statement-breakpoint
-- What an account has earned and not been paid.
CREATE FUNCTION ledger_payable(p_account uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH totals AS (SELECT coalesce(max(through_seq), 0) AS through FROM ledger_totals)
  SELECT (coalesce((SELECT sum(balance_nanoton) FROM ledger_totals WHERE account_id = p_account AND purpose = 'payable'), 0)
    + coalesce((SELECT sum(amount_nanoton) FROM transfers, totals WHERE to_account = p_account
                AND from_account <> to_account AND kind <> 'settle_commission' AND to_purpose = 'payable' AND seq > through), 0)
    - coalesce((SELECT sum(amount_nanoton) FROM transfers, totals WHERE from_account = p_account
                AND from_purpose = 'payable' AND seq > through), 0))::bigint
$$;
--> statement-breakpoint
-- The chain has paid a worker's owner. More than the ledger owes them is the platform's loss.
CREATE FUNCTION ledger_payout(p_id uuid, p_owner text, p_amount bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_account uuid := ledger_worker(p_owner);
  v_owed bigint;
BEGIN
  -- One payout of an owner at a time: the row is the lock under which the sum is read.
  INSERT INTO payout_owners AS paid (owner, confirmed_nanoton) VALUES (p_owner, p_amount)
  ON CONFLICT (owner) DO UPDATE SET confirmed_nanoton = paid.confirmed_nanoton + p_amount;
  v_owed := least(ledger_payable(v_account), p_amount);
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton)
  SELECT leg.id, leg.kind, leg.account, leg.purpose, '00000000-0000-0000-0000-000000000002', 'payouts', leg.amount
  FROM (VALUES (p_id, 'payout', v_account, 'payable', v_owed),
               (ledger_derived_id('loss', p_id::text), 'loss', '00000000-0000-0000-0000-000000000001'::uuid, 'losses',
                p_amount - v_owed)) AS leg (id, kind, account, purpose, amount)
  WHERE leg.amount > 0;
END $$;
--> statement-breakpoint
-- Why a job on a person's own money can't be admitted by their escrow; null when it can, or when there is none.
-- account_closing | payer_key_required | daily_limit | signature_due
CREATE FUNCTION escrow_refusal(p_balance balances, p_ceiling bigint, p_now_ms bigint, p_bearer boolean,
                               p_unsigned_limit bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_escrow escrows%ROWTYPE;
  v_spent bigint := p_balance.spent_nanoton - p_balance.lost_nanoton;
  v_open bigint := p_balance.held_nanoton + p_ceiling;
  v_signed bigint;
BEGIN
  SELECT * INTO v_escrow FROM escrows WHERE account_id = p_balance.account_id;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF v_escrow.closing_at IS NOT NULL OR v_escrow.frozen_until_ms > p_now_ms THEN RETURN 'account_closing'; END IF;
  -- A pending key counts at once: what is charged after it takes effect needs its signature.
  IF coalesce(v_escrow.payer_key, v_escrow.pending_payer_key) IS NOT NULL THEN
    IF p_bearer THEN RETURN 'payer_key_required'; END IF;
    SELECT v_escrow.charged_total_nanoton - v_escrow.charged_nanoton + max(cumulative_nanoton) INTO v_signed FROM vouchers
    WHERE escrow = v_escrow.address AND epoch = v_escrow.epoch AND kind = 'charge' AND payer_signature IS NOT NULL
      AND state <> 'expired';
    IF v_spent - greatest(v_escrow.charged_total_nanoton, v_signed) + v_open > coalesce(p_unsigned_limit, p_ceiling) THEN
      RETURN 'signature_due';
    END IF;
  END IF;
  IF escrow_owed(v_escrow.account_id) - v_escrow.charged_total_nanoton + v_open
     > least(v_escrow.balance_nanoton, least(v_escrow.daily_limit_nanoton, v_escrow.pending_daily_limit_nanoton)
             - CASE WHEN v_escrow.day = p_now_ms / 86400000 THEN v_escrow.charged_today_nanoton ELSE 0 END) THEN
    RETURN 'daily_limit';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- All that an account's escrow has to be charged for, all time: its own settled jobs and those it sponsored.
CREATE FUNCTION escrow_owed(p_account uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT (own.spent_nanoton - own.lost_nanoton + coalesce((
    SELECT sum(granted_spent_nanoton) FROM balances WHERE sponsor_id = p_account), 0))::bigint
  FROM balances AS own WHERE account_id = p_account
$$;
--> statement-breakpoint
-- admitted | exists | conflict | insufficient | budget_exceeded | account_unknown, or why the escrow refuses it. The same
-- bytes again are the same job; other bytes under the id are a conflict, unless the job asked for a new post. Runs wholly
-- on granted money where that is allowed and suffices, else wholly on the person's own.
CREATE FUNCTION job_admit(p_account uuid, p_job bytea, p_envelope_hash bytea, p_transcript bytea, p_model text,
                          p_manifest bytea, p_quote text, p_ceiling bigint, p_not_after_ms bigint, p_created_ms bigint,
                          p_credential uuid, p_bearer boolean, p_may_use_grant boolean, p_unsigned_limit bigint,
                          OUT o_outcome text, OUT o_post integer, OUT o_source text, OUT o_available bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_balance balances%ROWTYPE;
  v_job jobs%ROWTYPE;
  v_budget uuid;
  v_enough boolean;
BEGIN
  SELECT * INTO v_balance FROM balances WHERE account_id = p_account FOR UPDATE;
  o_available := v_balance.available_nanoton;
  SELECT * INTO v_job FROM jobs WHERE account_id = p_account AND job_id = p_job;
  IF FOUND AND NOT (v_job.state = 'reseal_required' OR v_job.state = 'failed' AND v_job.problem IS NOT DISTINCT FROM 'job_lost') THEN
    o_outcome := CASE WHEN v_job.envelope_hash = p_envelope_hash THEN 'exists' ELSE 'conflict' END;
    RETURN;
  END IF;
  o_post := coalesce(v_job.post, 0) + 1;
  o_source := CASE WHEN p_may_use_grant AND v_balance.granted_nanoton >= p_ceiling THEN 'granted' ELSE 'own' END;
  IF o_source = 'own' AND v_balance.available_nanoton >= p_ceiling THEN
    o_outcome := escrow_refusal(v_balance, p_ceiling, p_created_ms, p_bearer, p_unsigned_limit);
    IF o_outcome IS NOT NULL THEN RETURN; END IF;
  END IF;
  IF p_credential IS NOT NULL AND (CASE o_source WHEN 'own' THEN v_balance.available_nanoton >= p_ceiling ELSE true END) THEN
    SELECT c.p_credential, c.o_enough INTO v_budget, v_enough FROM credential_take(p_credential, p_ceiling) AS c;
    IF NOT v_enough THEN
      o_outcome := 'budget_exceeded';
      RETURN;
    END IF;
  END IF;
  o_outcome := ledger_hold(p_account, p_job, o_post, p_ceiling, o_source, v_budget);
  IF o_outcome = 'exists' THEN
    RAISE EXCEPTION 'a hold stands without its job' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF o_outcome <> 'held' THEN RETURN; END IF;
  INSERT INTO jobs (account_id, job_id, post, state, envelope_hash, transcript, model_id, manifest, quote,
                    ceiling_nanoton, not_after_ms, created_ms, source, credential_id)
  VALUES (p_account, p_job, o_post, 'queued', p_envelope_hash, p_transcript, p_model, p_manifest, p_quote,
          p_ceiling, p_not_after_ms, p_created_ms, o_source, p_credential)
  ON CONFLICT (account_id, job_id) DO UPDATE
  SET post = excluded.post, state = excluded.state, envelope_hash = excluded.envelope_hash,
      transcript = excluded.transcript, model_id = excluded.model_id, manifest = excluded.manifest,
      quote = excluded.quote, ceiling_nanoton = excluded.ceiling_nanoton, not_after_ms = excluded.not_after_ms,
      created_ms = excluded.created_ms, source = excluded.source, credential_id = excluded.credential_id,
      charged_nanoton = NULL, outer_receipt = NULL, problem = NULL, worker_key_id = NULL;
  o_outcome := 'admitted';
END $$;
--> statement-breakpoint
-- finished | exists (over already, or another post by now) | job_unknown | cost_above_hold. Tells the person when this job
-- took what they have below `p_low_balance`.
CREATE FUNCTION job_finish(p_account uuid, p_job bytea, p_post integer, p_state text, p_cost bigint, p_worker text,
                           p_commission_ppm integer, p_outer_receipt bytea, p_problem text, p_low_balance bigint,
                           OUT o_outcome text, OUT o_charged bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_post integer;
  v_state text;
  v_before bigint;
BEGIN
  SELECT available_nanoton + held_nanoton + granted_nanoton + granted_held_nanoton INTO v_before
  FROM balances WHERE account_id = p_account FOR UPDATE;
  SELECT post, state INTO v_post, v_state FROM jobs WHERE account_id = p_account AND job_id = p_job;
  IF NOT FOUND THEN
    o_outcome := 'job_unknown';
    RETURN;
  END IF;
  IF v_post <> p_post OR v_state NOT IN ('queued', 'streaming') THEN
    o_outcome := 'exists';
    RETURN;
  END IF;
  SELECT c.o_outcome, c.o_charged INTO STRICT o_outcome, o_charged
  FROM ledger_close(p_account, p_job, p_post, p_cost, p_worker, p_commission_ppm,
                    CASE p_state WHEN 'expired' THEN 'expire' ELSE 'release' END) AS c;
  -- A hold that was closed alone (`exists`) ends its job with what was charged then.
  IF o_outcome NOT IN ('closed', 'exists') THEN RETURN; END IF;
  UPDATE jobs SET state = p_state, charged_nanoton = o_charged, outer_receipt = p_outer_receipt, problem = p_problem
  WHERE account_id = p_account AND job_id = p_job;
  IF o_outcome = 'closed' AND v_before >= p_low_balance AND v_before - o_charged < p_low_balance THEN
    PERFORM event_append(p_account, 'low_balance', jsonb_build_object('leftNanoton', (v_before - o_charged)::text));
  END IF;
  o_outcome := 'finished';
END $$;
