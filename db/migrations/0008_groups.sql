-- Moves of many people in one statement, with one commit. Each function takes at most one move of an account, locks all
-- their rows in the order of their ids, does the plain ones a table at a time, and whatever is not plain by the function that
-- does it alone. The outcomes are those functions' own. A group is small and every table is large or will be, so each row is
-- found by its index, by a plan that is made once, whatever the tables were like then.

CREATE TYPE hold_ask AS (at integer, account uuid, job bytea, post integer, amount bigint);
--> statement-breakpoint
CREATE TYPE close_ask AS (at integer, account uuid, job bytea, post integer, cost bigint, worker text, ppm integer, rest text);
--> statement-breakpoint
CREATE FUNCTION ledger_lock(p_accounts uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM balances WHERE account_id = ANY (p_accounts) ORDER BY account_id FOR UPDATE;
END $$;
--> statement-breakpoint
-- Holds of own money, which the caller has locked and found to be there and new.
CREATE FUNCTION ledger_hold_all(p_asks hold_ask[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH moved AS (
    UPDATE balances SET available_nanoton = available_nanoton - amount, held_nanoton = held_nanoton + amount
    FROM unnest(p_asks) AS ask WHERE account_id = account
    RETURNING account, job, post, amount, currency, rail),
  opened AS (
    INSERT INTO holds (account_id, job_id, post, amount_nanoton) SELECT account, job, post, amount FROM moved)
  INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                         job_id, post)
  SELECT ledger_transfer_id('hold', account, job, post), 'hold', account, 'available', account, 'held', amount, currency,
         rail, job, post
  FROM moved;
END $$;
--> statement-breakpoint
-- Closes those of the holds that are plain: of own money, without a key's budget, of a person who owes nothing, for a worker
-- that has earned before. The caller has locked their balances. Returns the accounts whose hold it closed.
CREATE FUNCTION ledger_close_all(p_asks close_ask[]) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  v_closed uuid[];
BEGIN
  WITH closed AS (
    DELETE FROM holds USING unnest(p_asks) AS ask
    WHERE holds.account_id = account AND holds.job_id = job AND holds.post = ask.post AND holds.amount_nanoton >= cost
      AND holds.source = 'own' AND holds.credential_id IS NULL
      AND (cost = 0 OR EXISTS (SELECT FROM accounts WHERE owner = worker))
      AND EXISTS (SELECT FROM balances WHERE balances.account_id = account AND lost_nanoton = 0)
    RETURNING account, job, ask.post, cost, holds.amount_nanoton AS held, rest, ppm,
              (SELECT id FROM accounts WHERE owner = worker) AS payee),
  moved AS (
    UPDATE balances SET held_nanoton = held_nanoton - held, spent_nanoton = spent_nanoton + cost,
                        available_nanoton = available_nanoton + held - cost,
                        owing_since = CASE WHEN cost > 0 THEN coalesce(owing_since, now()) ELSE owing_since END
    FROM closed WHERE account_id = account
    RETURNING closed.*, currency, rail, commission_between(spent_nanoton - cost, cost, ppm) AS fee),
  booked AS (
    INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton, currency, rail,
                           job_id, post)
    SELECT ledger_transfer_id(leg.kind, account, job, post), leg.kind, account, 'held', leg.receiver, leg.purpose, leg.amount,
           currency, rail, job, post
    FROM moved CROSS JOIN LATERAL (
      VALUES ('settle_worker', payee, 'payable', cost - fee),
             ('settle_commission', '00000000-0000-0000-0000-000000000001'::uuid, 'commission', fee),
             (rest, account, 'available', held - cost)) AS leg (kind, receiver, purpose, amount)
    WHERE leg.amount > 0)
  SELECT coalesce(array_agg(account), '{}') INTO v_closed FROM moved;
  RETURN v_closed;
END $$;
--> statement-breakpoint
CREATE FUNCTION ledger_hold_many(p_asks hold_ask[]) RETURNS TABLE (o_at integer, o_outcome text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_plain hold_ask[];
BEGIN
  PERFORM ledger_lock(ARRAY(SELECT account FROM unnest(p_asks)));
  v_plain := ARRAY(
    SELECT ask FROM unnest(p_asks) AS ask JOIN balances ON account_id = account
    WHERE available_nanoton >= amount
      AND NOT EXISTS (SELECT FROM transfers WHERE id = ledger_transfer_id('hold', account, job, ask.post)));
  PERFORM ledger_hold_all(v_plain);
  RETURN QUERY SELECT at, 'held' FROM unnest(v_plain);
  RETURN QUERY SELECT at, ledger_hold(account, job, post, amount, 'own', NULL) FROM unnest(p_asks)
  WHERE at NOT IN (SELECT at FROM unnest(v_plain));
END $$;
--> statement-breakpoint
CREATE FUNCTION ledger_close_many(p_asks close_ask[]) RETURNS TABLE (o_at integer, o_outcome text, o_charged bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_closed uuid[];
BEGIN
  PERFORM ledger_lock(ARRAY(SELECT account FROM unnest(p_asks)));
  v_closed := ledger_close_all(p_asks);
  RETURN QUERY SELECT at, 'closed', cost FROM unnest(p_asks) WHERE account = ANY (v_closed);
  RETURN QUERY SELECT at, c.o_outcome, c.o_charged
  FROM unnest(p_asks), LATERAL ledger_close(account, job, post, cost, worker, ppm, rest) AS c
  WHERE NOT account = ANY (v_closed);
END $$;
--> statement-breakpoint
CREATE TYPE admit_ask AS (at integer, account uuid, job bytea, envelope bytea, transcript bytea, model text, manifest bytea,
  quote text, ceiling bigint, not_after bigint, created bigint, credential uuid, bearer boolean, grantable boolean,
  unsigned bigint);
--> statement-breakpoint
-- A plain job is new, runs on own money, and comes without a key that has a budget.
CREATE FUNCTION job_admit_many(p_asks admit_ask[])
RETURNS TABLE (o_at integer, o_outcome text, o_post integer, o_source text, o_available bigint) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_plain admit_ask[];
BEGIN
  PERFORM ledger_lock(ARRAY(SELECT account FROM unnest(p_asks)));
  v_plain := ARRAY(
    SELECT ask FROM unnest(p_asks) AS ask JOIN balances ON balances.account_id = account
    WHERE NOT EXISTS (SELECT FROM credentials WHERE id = credential AND budget_nanoton IS NOT NULL) AND NOT (grantable AND granted_nanoton >= ceiling) AND available_nanoton >= ceiling
      AND NOT EXISTS (SELECT FROM jobs WHERE jobs.account_id = account AND job_id = job)
      AND escrow_refusal(balances, ceiling, created, bearer, unsigned) IS NULL);
  PERFORM ledger_hold_all(ARRAY(SELECT (at, account, job, 1, ceiling)::hold_ask FROM unnest(v_plain)));
  INSERT INTO jobs (account_id, job_id, post, state, envelope_hash, transcript, model_id, manifest, quote, ceiling_nanoton,
                    not_after_ms, created_ms, credential_id)
  SELECT account, job, 1, 'queued', envelope, ask.transcript, model, ask.manifest, ask.quote, ceiling, not_after, created,
         credential
  FROM unnest(v_plain) AS ask;
  RETURN QUERY SELECT at, 'admitted', 1, 'own', NULL::bigint FROM unnest(v_plain);
  RETURN QUERY SELECT at, a.o_outcome, a.o_post, a.o_source, a.o_available
  FROM unnest(p_asks), LATERAL job_admit(account, job, envelope, transcript, model, manifest, quote, ceiling, not_after,
                                         created, credential, bearer, grantable, unsigned) AS a
  WHERE at NOT IN (SELECT at FROM unnest(v_plain));
END $$;
--> statement-breakpoint
CREATE TYPE finish_ask AS (at integer, account uuid, job bytea, post integer, state text, cost bigint, worker text, ppm integer,
  receipt bytea, problem text, low_balance bigint);
--> statement-breakpoint
-- A plain end is of a job that runs, with a plain hold, and leaves the person enough.
CREATE FUNCTION job_finish_many(p_asks finish_ask[]) RETURNS TABLE (o_at integer, o_outcome text, o_charged bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_plain finish_ask[];
  v_closed uuid[];
BEGIN
  PERFORM ledger_lock(ARRAY(SELECT account FROM unnest(p_asks)));
  v_plain := ARRAY(
    SELECT ask FROM unnest(p_asks) AS ask
    JOIN jobs ON jobs.account_id = account AND job_id = job AND jobs.post = ask.post AND jobs.state IN ('queued', 'streaming')
    JOIN balances ON balances.account_id = account
    WHERE low_balance IS NULL
       OR available_nanoton + held_nanoton + granted_nanoton + granted_held_nanoton - cost >= low_balance);
  v_closed := ledger_close_all(ARRAY(
    SELECT (at, account, job, post, cost, worker, ppm, CASE state WHEN 'expired' THEN 'expire' ELSE 'release' END)::close_ask
    FROM unnest(v_plain)));
  UPDATE jobs SET state = ask.state, charged_nanoton = cost, outer_receipt = receipt, problem = ask.problem
  FROM unnest(v_plain) AS ask
  WHERE jobs.account_id = account AND job_id = job AND account = ANY (v_closed);
  RETURN QUERY SELECT at, 'finished', cost FROM unnest(p_asks) WHERE account = ANY (v_closed);
  RETURN QUERY SELECT at, f.o_outcome, f.o_charged
  FROM unnest(p_asks), LATERAL job_finish(account, job, post, state, cost, worker, ppm, receipt, problem, low_balance) AS f
  WHERE NOT account = ANY (v_closed);
END $$;
