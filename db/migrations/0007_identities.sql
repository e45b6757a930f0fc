-- Links another way of coming in to an account. When the identity has an account of its own already, the one of the two
-- that never had money is given up: its identities move to the other, its credentials end. Locks both accounts' rows in
-- the order of their ids, as every move on two people does.
-- linked | exists | merged | kind_taken (the account has another of this kind) | both_have_money | account_unknown;
-- o_account is the account that is left.
CREATE FUNCTION identity_link(p_account uuid, p_kind text, p_subject text, OUT o_outcome text, OUT o_account uuid)
LANGUAGE plpgsql AS $$
DECLARE
  v_other uuid;
  v_again uuid;
  v_gone uuid;
BEGIN
  o_account := p_account;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_kind || ':' || p_subject, 0));
  LOOP
    SELECT account_id INTO v_other FROM identities WHERE kind = p_kind AND subject = p_subject;
    PERFORM FROM balances WHERE account_id IN (p_account, v_other) ORDER BY account_id FOR UPDATE;
    SELECT account_id INTO v_again FROM identities WHERE kind = p_kind AND subject = p_subject;
    EXIT WHEN v_again IS NOT DISTINCT FROM v_other;
  END LOOP;
  IF NOT EXISTS (SELECT FROM balances WHERE account_id = p_account) THEN
    o_outcome := 'account_unknown';
    RETURN;
  END IF;
  IF v_other = p_account THEN
    o_outcome := 'exists';
    RETURN;
  END IF;
  IF v_other IS NULL THEN
    INSERT INTO identities (kind, subject, account_id) VALUES (p_kind, p_subject, p_account)
    ON CONFLICT (account_id, kind) DO NOTHING;
    o_outcome := CASE WHEN FOUND THEN 'linked' ELSE 'kind_taken' END;
  ELSIF account_has_money(p_account) AND account_has_money(v_other) THEN
    o_outcome := 'both_have_money';
  ELSIF EXISTS (SELECT FROM identities AS one JOIN identities AS two USING (kind)
                WHERE one.account_id = p_account AND two.account_id = v_other) THEN
    o_outcome := 'kind_taken';
  ELSE
    o_account := CASE WHEN account_has_money(v_other) THEN v_other ELSE p_account END;
    v_gone := CASE WHEN o_account = p_account THEN v_other ELSE p_account END;
    UPDATE identities SET account_id = o_account WHERE account_id = v_gone;
    UPDATE credentials SET revoked_at = now() WHERE account_id = v_gone AND revoked_at IS NULL;
    o_outcome := 'merged';
  END IF;
  IF o_outcome IN ('linked', 'merged') THEN
    PERFORM event_append(o_account, 'linked', jsonb_build_object('kind', p_kind));
  END IF;
END $$;
--> statement-breakpoint
-- Whether an account has, or ever had, anything that must not be lost or mixed with another's.
CREATE FUNCTION account_has_money(p_account uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM balances WHERE account_id = p_account
                 AND (available_nanoton > 0 OR held_nanoton > 0 OR granted_nanoton > 0 OR granted_held_nanoton > 0
                      OR spent_nanoton > 0 OR granted_spent_nanoton > 0 OR lost_nanoton > 0))
      OR EXISTS (SELECT FROM escrows WHERE account_id = p_account)
$$;
