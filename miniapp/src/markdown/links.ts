const SCHEMES = /^(?:https?|mailto):/i;
const LONGEST_LINK_CHARS = 2000;

/**
 * The address that a link of an answer may lead to; null for anything but the web and mail, however it is written. Nothing is
 * ever fetched for one: it opens when the person taps it.
 */
export function safeAddress(href: string): string | null {
  if (href.length > LONGEST_LINK_CHARS) return null;
  try {
    const url = new URL(href);
    return SCHEMES.test(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}
