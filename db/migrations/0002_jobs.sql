-- A job's row and its hold change together, each in one statement for the caller. Both functions first lock the
-- account's row in `balances`, as every move of the ledger does, and only then look at the job.

-- admitted | exists | conflict | insufficient | account_unknown. The same bytes again are the same job; other bytes under
-- the id are a conflict, unless the job asked for a new post.
CREATE FUNCTION job_admit(p_account uuid, p_job bytea, p_envelope_hash bytea, p_transcript bytea, p_model text,
                          p_manifest bytea, p_quote text, p_ceiling bigint, p_not_after_ms bigint, p_created_ms bigint,
                          OUT o_outcome text, OUT o_post integer, OUT o_available bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_job jobs%ROWTYPE;
BEGIN
  SELECT available_nanoton INTO o_available FROM balances WHERE account_id = p_account FOR UPDATE;
  SELECT * INTO v_job FROM jobs WHERE account_id = p_account AND job_id = p_job;
  IF FOUND AND NOT (v_job.state = 'reseal_required' OR v_job.state = 'failed' AND v_job.problem IS NOT DISTINCT FROM 'job_lost') THEN
    o_outcome := CASE WHEN v_job.envelope_hash = p_envelope_hash THEN 'exists' ELSE 'conflict' END;
    RETURN;
  END IF;
  o_post := coalesce(v_job.post, 0) + 1;
  o_outcome := ledger_hold(p_account, p_job, o_post, p_ceiling);
  IF o_outcome = 'exists' THEN
    RAISE EXCEPTION 'a hold stands without its job' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF o_outcome <> 'held' THEN RETURN; END IF;
  INSERT INTO jobs (account_id, job_id, post, state, envelope_hash, transcript, model_id, manifest, quote,
                    ceiling_nanoton, not_after_ms, created_ms)
  VALUES (p_account, p_job, o_post, 'queued', p_envelope_hash, p_transcript, p_model, p_manifest, p_quote,
          p_ceiling, p_not_after_ms, p_created_ms)
  ON CONFLICT (account_id, job_id) DO UPDATE
  SET post = excluded.post, state = excluded.state, envelope_hash = excluded.envelope_hash,
      transcript = excluded.transcript, model_id = excluded.model_id, manifest = excluded.manifest,
      quote = excluded.quote, ceiling_nanoton = excluded.ceiling_nanoton, not_after_ms = excluded.not_after_ms,
      created_ms = excluded.created_ms, charged_nanoton = NULL, outer_receipt = NULL, problem = NULL,
      worker_key_id = NULL;
  o_outcome := 'admitted';
END $$;
--> statement-breakpoint
-- finished | exists (over already, or another post by now) | job_unknown | cost_above_hold
CREATE FUNCTION job_finish(p_account uuid, p_job bytea, p_post integer, p_state text, p_cost bigint, p_worker text,
                           p_commission_ppm integer, p_outer_receipt bytea, p_problem text, OUT o_outcome text,
                           OUT o_charged bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_post integer;
  v_state text;
BEGIN
  PERFORM FROM balances WHERE account_id = p_account FOR UPDATE;
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
  o_outcome := 'finished';
END $$;
