-- What the watcher has seen on the chain. Each transaction of a watched account is applied once, in the chain's own order,
-- in one statement with what it means for the ledger. The cursor's row is locked first and only here, so nobody who holds
-- a balance's lock waits for it.

-- The account an identity comes in as, made when it first does. Two first ones at once take turns at the advisory lock,
-- which is held until the end of their transaction.
CREATE FUNCTION identity_account(p_kind text, p_subject text, p_label text, OUT o_account uuid, OUT o_created boolean)
LANGUAGE plpgsql AS $$
BEGIN
  o_created := false;
  SELECT account_id INTO o_account FROM identities WHERE kind = p_kind AND subject = p_subject;
  IF FOUND THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_kind || ':' || p_subject, 0));
  SELECT account_id INTO o_account FROM identities WHERE kind = p_kind AND subject = p_subject;
  IF FOUND THEN RETURN; END IF;
  o_account := gen_random_uuid();
  INSERT INTO accounts (id, kind, label) VALUES (o_account, 'person', p_label);
  INSERT INTO balances (account_id) VALUES (o_account);
  INSERT INTO identities (kind, subject, account_id) VALUES (p_kind, p_subject, o_account);
  o_created := true;
END $$;
--> statement-breakpoint
-- The account an escrow's money belongs to, with its row in `balances` locked.
CREATE FUNCTION escrow_account(p_address text, p_owner text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_account uuid;
  v_again uuid;
BEGIN
  SELECT account_id INTO v_account FROM escrows WHERE address = p_address;
  IF FOUND THEN
    PERFORM FROM balances WHERE account_id = v_account FOR UPDATE;
    RETURN v_account;
  END IF;
  LOOP
    SELECT o_account INTO v_account FROM identity_account('wallet', p_owner, '');
    PERFORM FROM balances WHERE account_id = v_account FOR UPDATE;
    -- While we waited, the wallet may have been linked to another account. With the lock and an escrow it no longer can.
    SELECT account_id INTO v_again FROM identities WHERE kind = 'wallet' AND subject = p_owner;
    EXIT WHEN v_again = v_account;
  END LOOP;
  RETURN v_account;
END $$;
--> statement-breakpoint
-- Vouchers that an escrow's new state decides: charged means confirmed; a finished epoch ends what it left open.
CREATE FUNCTION vouchers_decide(p_escrow text, p_epoch bigint, p_charged bigint, p_over boolean, p_lt numeric)
RETURNS void LANGUAGE sql AS $$
  UPDATE vouchers SET state = CASE WHEN cumulative_nanoton <= p_charged AND (kind = 'charge' OR p_over) THEN 'confirmed'
                                   ELSE 'expired' END,
                      confirmed_lt = CASE WHEN cumulative_nanoton <= p_charged AND (kind = 'charge' OR p_over) THEN p_lt END
  WHERE escrow = p_escrow AND epoch = p_epoch AND state IN ('signed', 'sent')
    AND (p_over OR kind = 'charge' AND cumulative_nanoton <= p_charged)
$$;
--> statement-breakpoint
-- An escrow has told its new absolute state: what it says was deposited and paid out since the last one is moved.
CREATE FUNCTION chain_apply_escrow(p_lt numeric, p_state jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_old escrows%ROWTYPE;
  v_new escrows%ROWTYPE := jsonb_populate_record(NULL::escrows, p_state);
  v_account uuid := escrow_account(v_new.address, v_new.owner);
  v_deposit bigint;
  v_paid bigint;
  v_id text := v_new.address || ':' || p_lt;
  v_available bigint;
BEGIN
  SELECT * INTO v_old FROM escrows WHERE address = v_new.address;
  v_deposit := v_new.deposited_nanoton - coalesce(v_old.deposited_nanoton, 0);
  v_paid := v_new.paid_out_nanoton - coalesce(v_old.paid_out_nanoton, 0);
  IF v_deposit < 0 OR v_paid < 0 OR v_new.epoch < v_old.epoch OR v_new.owner <> v_old.owner THEN
    RAISE EXCEPTION 'an escrow tells an older state than before' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  v_new.account_id := v_account;
  v_new.last_lt := p_lt;
  v_new.updated_at := now();
  v_new.frozen_until_ms := CASE WHEN v_new.epoch = v_old.epoch THEN v_old.frozen_until_ms END;
  DELETE FROM escrows WHERE address = v_new.address;
  INSERT INTO escrows VALUES (v_new.*);
  IF v_deposit > 0 THEN
    IF ledger_deposit(ledger_derived_id('deposit', v_id), v_account, v_deposit) <> 'deposited' THEN
      RAISE EXCEPTION 'a deposit was moved before its event' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT available_nanoton INTO v_available FROM balances WHERE account_id = v_account;
    PERFORM event_append(v_account, 'credited', jsonb_build_object('amountNanoton', v_deposit::text,
                                                                   'availableNanoton', v_available::text));
  END IF;
  IF v_paid > 0 THEN
    IF ledger_withdraw(ledger_derived_id('withdraw', v_id), v_account, v_paid) <> 'withdrawn' THEN
      RAISE EXCEPTION 'a withdrawal was moved before its event' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM event_append(v_account, 'withdrawn', jsonb_build_object('amountNanoton', v_paid::text));
  END IF;
  IF v_new.charged_total_nanoton > v_old.charged_total_nanoton THEN
    UPDATE balances SET owing_since = CASE WHEN escrow_owed(v_account) > v_new.charged_total_nanoton THEN now() END
    WHERE account_id = v_account;
  END IF;
  IF v_new.epoch > v_old.epoch THEN
    PERFORM vouchers_decide(v_new.address, v_old.epoch, v_old.charged_nanoton + v_new.charged_total_nanoton
                            - v_new.charged_nanoton - v_old.charged_total_nanoton, true, p_lt);
  END IF;
  -- The treasury refused a charge that the escrow had told already: it bounced, the client has it again, and so it is to be
  -- charged again.
  IF v_new.charged_total_nanoton < v_old.charged_total_nanoton THEN
    UPDATE vouchers SET state = 'expired', confirmed_lt = NULL
    WHERE escrow = v_new.address AND epoch = v_new.epoch AND state = 'confirmed' AND cumulative_nanoton > v_new.charged_nanoton;
  END IF;
  PERFORM vouchers_decide(v_new.address, v_new.epoch, v_new.charged_nanoton, false, p_lt);
END $$;
--> statement-breakpoint
-- Applies one transaction of a watched account. `p_effect` says by its kind what it means: none, escrow (its whole new
-- state), payout (owner, amount), draw (amount), fund (amount).
-- applied | exists | gap (the transaction before it was not applied; nothing was changed)
CREATE FUNCTION chain_apply(p_address text, p_lt numeric, p_hash bytea, p_prev_lt numeric, p_prev_hash bytea, p_effect jsonb)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_cursor chain_cursors%ROWTYPE;
  v_kind text := p_effect->>'kind';
  v_id uuid := ledger_derived_id(v_kind, p_address || ':' || p_lt);
  v_amount bigint := (p_effect->>'amount')::bigint;
BEGIN
  INSERT INTO chain_cursors (address, lt, hash) VALUES (p_address, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT v_cursor FROM chain_cursors WHERE address = p_address FOR UPDATE;
  IF EXISTS (SELECT FROM chain_events WHERE address = p_address AND lt = p_lt) THEN RETURN 'exists'; END IF;
  IF p_lt <= v_cursor.lt OR p_prev_lt <> v_cursor.lt OR v_cursor.lt > 0 AND p_prev_hash <> v_cursor.hash THEN
    RETURN 'gap';
  END IF;
  INSERT INTO chain_events (address, lt, kind) VALUES (p_address, p_lt, v_kind);
  UPDATE chain_cursors SET lt = p_lt, hash = p_hash WHERE address = p_address;
  -- Anyone may send nothing, which must not stop the reading of what others send.
  IF v_amount = 0 THEN RETURN 'applied'; END IF;
  CASE v_kind
    WHEN 'none' THEN NULL;
    WHEN 'escrow' THEN PERFORM chain_apply_escrow(p_lt, p_effect->'state');
    WHEN 'payout' THEN
      PERFORM ledger_payout(v_id, p_effect->>'owner', v_amount);
      UPDATE payouts SET state = 'confirmed', confirmed_lt = p_lt FROM payout_owners AS paid
      WHERE payouts.owner = p_effect->>'owner' AND paid.owner = payouts.owner AND payouts.state <> 'confirmed'
        AND payouts.cumulative_nanoton <= paid.confirmed_nanoton;
    WHEN 'draw' THEN
      INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton)
      VALUES (v_id, 'draw', '00000000-0000-0000-0000-000000000001', 'commission',
              '00000000-0000-0000-0000-000000000002', 'payouts', v_amount);
    WHEN 'fund' THEN
      INSERT INTO transfers (id, kind, from_account, from_purpose, to_account, to_purpose, amount_nanoton)
      VALUES (v_id, 'fund', '00000000-0000-0000-0000-000000000002', 'deposits',
              '00000000-0000-0000-0000-000000000001', 'losses', v_amount);
  END CASE;
  RETURN 'applied';
END $$;
--> statement-breakpoint
-- Before the proxy signs a close: nothing of the person's own may be held, and from here on nothing can be.
-- frozen | jobs_open | no_escrow; o_cumulative is what the close has to charge in this epoch.
CREATE FUNCTION escrow_freeze(p_account uuid, p_until_ms bigint, OUT o_outcome text, OUT o_address text, OUT o_epoch bigint,
                              OUT o_cumulative bigint) LANGUAGE plpgsql AS $$
DECLARE
  v_held bigint;
  v_escrow escrows%ROWTYPE;
BEGIN
  SELECT held_nanoton INTO v_held FROM balances WHERE account_id = p_account FOR UPDATE;
  SELECT * INTO v_escrow FROM escrows WHERE account_id = p_account;
  IF NOT FOUND THEN
    o_outcome := 'no_escrow';
    RETURN;
  END IF;
  IF v_held > 0 THEN
    o_outcome := 'jobs_open';
    RETURN;
  END IF;
  UPDATE escrows SET frozen_until_ms = greatest(frozen_until_ms, p_until_ms) WHERE account_id = p_account;
  o_outcome := 'frozen';
  o_address := v_escrow.address;
  o_epoch := v_escrow.epoch;
  o_cumulative := v_escrow.charged_nanoton
    + greatest(0, least(escrow_owed(p_account) - v_escrow.charged_total_nanoton, v_escrow.balance_nanoton));
END $$;
--> statement-breakpoint
-- What each escrow still owes, and what the ledger says it should hold: everything its owner has, everything they granted
-- that is not spent, and everything that is not collected.
CREATE VIEW escrow_positions AS
  SELECT escrows.address, escrows.account_id, owing.amount AS owing_nanoton,
         own.available_nanoton + own.held_nanoton + sponsored.outstanding + owing.amount AS expected_nanoton,
         CASE WHEN sponsored.people > 0 THEN least(own.owing_since, escrows.updated_at) ELSE own.owing_since END AS owing_since
  FROM escrows
  JOIN balances AS own USING (account_id)
  CROSS JOIN LATERAL (SELECT count(*) AS people, coalesce(sum(granted_nanoton + granted_held_nanoton), 0) AS outstanding
                      FROM balances WHERE sponsor_id = escrows.account_id) AS sponsored
  CROSS JOIN LATERAL (SELECT escrow_owed(escrows.account_id) - escrows.charged_total_nanoton AS amount) AS owing;
