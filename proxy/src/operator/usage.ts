export const USAGE = `cocoon-admin: the proxy operator's own commands

Usage: node proxy/dist/operator/main.js COMMAND [options]

  grant --ton AMOUNT [--from ACCOUNT] [--label NAME]
                 opens an account, puts AMOUNT on it, and prints {"accountId", "apiKey"}; the key is shown this once
  bot [--label NAME] [--scope SCOPES]
                 makes a credential for a bot, which acts for the Telegram users and groups it names; shown this once
  bots           lists them
  revoke --id ID ends a credential of anybody's
  disputes       receipts that people disputed, and what was found
  status         the treasury, the hot wallet, and how far the books are
  reconcile      compares the ledger with the chain, all of both; exit code 1 where they differ
  pay --owner ADDRESS
                 has the running proxy pay an owner of workers with its next batch, whatever the threshold
  draw --ton AMOUNT
                 takes AMOUNT of the platform's commission out of the treasury
  even           moves to the workers' pool what rounding has left in the commission
  adopt          accepts charges that these books do not know to have been signed; only after you know whose they are

  --ton AMOUNT   such as 5 or 0.25
  --from ACCOUNT the sponsor, an account with a funded escrow of its own that pays for what is used;
                 needed in production, where no money comes from nowhere
  --label NAME   what the account and its key are called, "operator grant" by default
  --scope SCOPES some of jobs,read,deposit,withdraw, all by default
  --id ID        of a credential
  --owner ADDRESS where a worker's earnings are paid to
  -h, --help     this text

Everything is printed as JSON. DATABASE_URL is always needed; COCOON_TREASURY and COCOON_TON_API (COCOON_TON_API_KEY,
COCOON_TON_GLOBAL_ID) by status, reconcile, draw and even. draw and even are orders of the treasury's operator: with the key of
its W5 wallet in COCOON_OPERATOR_WALLET_KEY they are signed and sent, without it they are printed as a link for that wallet.

Exit codes: 0 done, 1 failed or differences found, 2 wrong command line, 78 settings are missing or wrong.
`;
