/**
 * Those of Lighthouse's best practices that a page of ours can fail, and a few stricter ones of our own. The policy's violations and
 * foreign requests end a story at once, too.
 */
export const AUDITS = [
  "doctype",
  "charset",
  "viewport",
  "lang",
  "title",
  "console",
  "policy violations",
  "policy against XSS",
  "deprecated APIs",
  "foreign requests",
  "permissions on load",
  "document.write",
  "unload listeners",
  "mutation events",
  "image ratios",
  "script integrity",
  "font size",
  "tap targets",
] as const;

export type Audit = (typeof AUDITS)[number];

export interface Failure {
  readonly audit: Audit;
  readonly why: string;
}
