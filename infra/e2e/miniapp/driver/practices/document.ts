import type { Audit, Failure } from "./audits.ts";

/** Bytes in which a browser looks for the encoding. */
const CHARSET_WITHIN = 1_024;

/** What the app's one document says of itself, as it is served. @param address of the document */
export async function documentFailures(address: string): Promise<Failure[]> {
  const response = await fetch(address);
  const html = await response.text();
  const policy = response.headers.get("content-security-policy") ?? "";
  const holds: Partial<Record<Audit, boolean>> = {
    doctype: /^<!doctype html>/i.test(html),
    charset: /<meta charset="utf-8"/i.test(html.slice(0, CHARSET_WITHIN)),
    viewport: letsZoom(/<meta name="viewport" content="([^"]*)"/.exec(html)?.[1]),
    lang: /<html lang="[a-z]{2}"/.test(html),
    title: /<title>[^<]+<\/title>/.test(html),
    "policy against XSS": stopsScripts(policy),
    "script integrity": everyScriptIsSealed(html),
  };
  return Object.entries(holds)
    .filter(([, held]) => !held)
    .map(([audit]) => ({ audit: audit as Audit, why: "the document as it is served" }));
}

const letsZoom = (viewport = ""): boolean =>
  /\bwidth=device-width\b/.test(viewport) && !/user-scalable|maximum-scale/.test(viewport);

/** No script but the origin's own files, no plug-in, no other base for their addresses, and no text that becomes code. */
function stopsScripts(policy: string): boolean {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...values] = directive.trim().split(/\s+/);
      return [name, values.join(" ")];
    }),
  );
  return (
    directives.get("script-src") === "'self'" &&
    (directives.get("object-src") ?? directives.get("default-src")) === "'none'" &&
    directives.get("base-uri") === "'none'" &&
    directives.get("require-trusted-types-for") === "'script'"
  );
}

function everyScriptIsSealed(html: string): boolean {
  const scripts = html.match(/<script\b[^>]*>/g) ?? [];
  return scripts.length > 0 && scripts.every((tag) => /\ssrc=/.test(tag) && /\sintegrity="sha\d+-/.test(tag));
}
