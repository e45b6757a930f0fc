/** The page that this app began with: its scripts and styles are pinned in it by their hashes. */
const PAGE = "/app/";

/**
 * What the signed release says of `index.html`, counted from the page as it is served now: `sha384-` and base64. It shows a
 * mistake, not an attacker: a page that was altered could show whatever it likes here.
 */
export async function fingerprint(): Promise<string> {
  const answer = await fetch(PAGE, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) throw new Error(`the page can't be read: ${answer.status}`);
  const hash = await crypto.subtle.digest("SHA-384", await answer.arrayBuffer());
  return `sha384-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
}

/** Its first characters, to look at. */
export const shortFingerprint = (whole: string): string => whole.slice("sha384-".length).slice(0, 8);
