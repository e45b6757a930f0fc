-- Jobs on one's own money or a sponsor's, as far as the escrow behind it and the key's budget allow.

DROP FUNCTION job_admit(uuid, bytea, bytea, bytea, text, bytea, text, bigint, bigint, bigint);
--> statement-breakpoint
DROP FUNCTION job_finish(uuid, bytea, integer, text, bigint, text, integer, bytea, text);
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
-- Whether a sponsor's escrow, where it has one, is there to be charged for a job of so much.
CREATE FUNCTION sponsor_pays(p_sponsor uuid, p_ceiling bigint, p_now_ms bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT FROM escrows WHERE account_id = p_sponsor
                     AND (closing_at IS NOT NULL OR frozen_until_ms > p_now_ms OR balance_nanoton < p_ceiling))
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
  o_source := CASE WHEN p_may_use_grant AND v_balance.granted_nanoton >= p_ceiling
                    AND sponsor_pays(v_balance.sponsor_id, p_ceiling, p_created_ms) THEN 'granted' ELSE 'own' END;
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
