import type { WorkerLike } from "./remote.ts";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The one policy that the page's Content-Security-Policy names. */
const POLICY = "cocoon";

/** Starts the engine's worker. Where the browser has Trusted Types, the one URL that is trusted is a file of this very build. */
export function startWorker(url: string): WorkerLike {
  const name = "cocoon-engine";
  return new Worker(trusted(url), { type: "module", name });
}

let trust: ((url: string) => string) | undefined;

function trusted(url: string): string {
  trust ??= policyOf((globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes);
  return trust(url);
}

function policyOf(types: TrustedTypes | undefined): (url: string) => string {
  if (!types) return ownFile;
  const policy = types.createPolicy(POLICY, { createScriptURL: ownFile });
  return (url) => policy.createScriptURL(url);
}

/** @throws RangeError for anything but a file of this app on its own origin */
function ownFile(url: string): string {
  const { origin, pathname } = new URL(url, location.href);
  if (origin !== location.origin || !pathname.startsWith(import.meta.env.BASE_URL))
    throw new RangeError("a worker's program is a file of the app");
  return url;
}
