import { expect, it } from "vitest";
import { integrityOf } from "./app-file.ts";
import { withIntegrity } from "./integrity.ts";

const script = new TextEncoder().encode("run()");
const app = new Map([
  ["assets/a.js", script],
  ["assets/a.css", new TextEncoder().encode("p{}")],
]);

it("says what a script, a style and a preload must be", () => {
  const html = withIntegrity(
    "index.html",
    '<script type="module" crossorigin src="/app/assets/a.js"></script><link rel="stylesheet" href="/app/assets/a.css" />',
    app,
  );
  expect(html).toContain(`src="/app/assets/a.js" integrity="${integrityOf(script)}"></script>`);
  expect(html).toMatch(/href="\/app\/assets\/a.css" crossorigin integrity="sha384-[^"]{64}">/);
});

it("has the hash that a browser would compute", () => {
  // echo -n | openssl dgst -sha384 -binary | base64
  expect(integrityOf(new Uint8Array())).toBe(
    "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb",
  );
});

it.each(["https://example.com/a.js", "/app/assets/gone.js"])("takes no page that names %s", (url) => {
  expect(() => withIntegrity("index.html", `<script src="${url}"></script>`, app)).toThrow(
    /is no file of the app/,
  );
});
