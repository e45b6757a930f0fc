/**
 * Telegram's own web clients, which show a mini-app in a frame; its phone and desktop programs use a window of their own.
 * Nobody else may frame a page that signs payments.
 */
const FRAMED_BY = ["https://web.telegram.org", "https://weba.telegram.org", "https://webk.telegram.org"];

/** The one Trusted Types policy of the app: it makes the URL of its worker, and nothing else. */
const TRUSTED_TYPES_POLICY = "cocoon";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${TRUSTED_TYPES_POLICY}`,
  `frame-ancestors ${FRAMED_BY.join(" ")}`,
].join("; ");

/** On every answer below /app: a worker is bound by those of its own file, so no file goes without. */
export const APP_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // The copying of an answer needs the clipboard; nothing else of the device is asked for.
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
  // Launch data stands behind the # of the page's address; nobody learns even the rest of it.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
