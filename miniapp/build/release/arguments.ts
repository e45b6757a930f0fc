/** The command line can't be used; the message says why in one sentence. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const VERIFY_USAGE = `Usage: npm run -s verify-app -w miniapp -- URL RELEASE KEY

Compares the app that a server gives to everybody with a signed release, and names each file that differs.

  URL      where the app is, such as https://cocoon.example/app/
  RELEASE  the release's file, from where it is published: not from that server
  KEY      who must have signed it: 32 bytes in hex

Exit codes: 0 the same, 1 not the same, 2 wrong command line or a release that can't be used.
`;

export const RELEASE_USAGE = `Usage: npm run -s release -w miniapp -- KEY OUT

Builds the app for production and signs the list of its files.

  KEY  file of an Ed25519 key: npm run -s reference-values -w infra -- keygen --out FILE makes one
  OUT  file to write, which is published outside the servers that serve the app
`;

export interface VerifyArguments {
  /** Ends with a slash. */
  readonly url: string;
  readonly release: string;
  readonly publicKey: string;
}

/** @throws UsageError */
export function verifyArguments(args: readonly string[]): VerifyArguments {
  const [url, release, publicKey, ...more] = args;
  if (url === undefined || release === undefined || publicKey === undefined || more.length > 0)
    throw new UsageError(VERIFY_USAGE);
  if (!/^[0-9a-f]{64}$/.test(publicKey))
    throw new UsageError("KEY is a public key, 32 bytes of lower-case hex.");
  return { url: addressOf(url), release, publicKey };
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError("URL is the address of the app, by https.");
  const path = url.pathname === "/" ? "/app/" : url.pathname.replace(/\/?$/, "/");
  return url.origin + path;
}
